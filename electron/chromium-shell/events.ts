import { EventEmitter } from 'node:events';

/** Electron's own declarations of on, once and so on are long lists of overloads; any listener fits them all here. */
// biome-ignore lint/suspicious/noExplicitAny: a listener of any event, as Electron's overloads have it together
export type AnyListener = (...args: any[]) => void;

/** Electron's `on` returns the whole object, of which the shell models a part: no narrower type is assignable to it. */
// biome-ignore lint/suspicious/noExplicitAny: see above
type Whole = any;

export interface PreventableEvent {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** An event object whose default can be prevented, with more fields on it. */
export function preventable<T extends object>(fields: T): T & PreventableEvent {
  let prevented = false;
  return Object.defineProperties(
    { ...fields },
    {
      defaultPrevented: { get: () => prevented },
      preventDefault: {
        value: () => {
          prevented = true;
        },
      },
    },
  ) as T & PreventableEvent;
}

/** The emitter under every object that Electron gives events. */
export class Emitter extends EventEmitter {
  override on(event: string, listener: AnyListener): Whole {
    return super.on(event, listener);
  }
  override once(event: string, listener: AnyListener): Whole {
    return super.once(event, listener);
  }
  override off(event: string, listener: AnyListener): Whole {
    return super.off(event, listener);
  }
  override removeListener(event: string, listener: AnyListener): Whole {
    return super.removeListener(event, listener);
  }
}

/** The names of Emitter's own methods, which every class on it takes from Electron's declarations. */
export type EmitterMethods = 'on' | 'once' | 'off' | 'removeListener';

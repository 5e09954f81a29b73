import { EventEmitter } from 'node:events';

/** Electron declares on, once and so on as long lists of overloads; this listener fits them all. */
// biome-ignore lint/suspicious/noExplicitAny: a listener of any event, as Electron's overloads together allow
export type AnyListener = (...args: any[]) => void;

/** Electron's `on` returns the whole object, of which the shell models a part; no narrower type fits. */
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

/** The base of every object that emits events in Electron. */
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

/** The methods that Emitter models in Electron's declarations. */
export type EmitterMethods = 'on' | 'once' | 'off' | 'removeListener';

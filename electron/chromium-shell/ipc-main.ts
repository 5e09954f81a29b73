import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { Emitter, type EmitterMethods } from './events.ts';
import { strict } from './not-modelled.ts';
import { decode } from './wire/decode.ts';
import { encode } from './wire/encode.ts';
import type { FromWorld, ToWorld } from './worlds/messages.ts';

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;
type Modelled = Pick<IpcMain, EmitterMethods | 'handle' | 'handleOnce' | 'removeHandler'>;

class ShellIpcMain extends Emitter implements Modelled {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  handlerOf(channel: string): Handler {
    const handler = this.#handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return handler;
  }
}

const shellIpcMain = new ShellIpcMain();
export const ipcMain = strict<Modelled>('ipcMain', shellIpcMain);

/** Calls the handler of an invoked channel, and posts its answer or its error. */
export async function answerInvoke(
  message: Extract<FromWorld, { kind: 'invoke' }>,
  event: IpcMainInvokeEvent,
  post: (reply: ToWorld) => void,
): Promise<void> {
  const { id, channel } = message;
  try {
    const args = decode(message.args) as unknown[];
    const value = await shellIpcMain.handlerOf(channel)(event, ...args);
    post({ kind: 'reply', id, ok: true, value: encode(value) });
  } catch (error) {
    const failure = new Error(`Error invoking remote method '${channel}': ${error}`);
    post({ kind: 'reply', id, ok: false, value: encode(failure) });
  }
}

/** Tells the listeners of a channel. */
export function receiveSent(message: Extract<FromWorld, { kind: 'send' }>, event: IpcMainEvent): void {
  shellIpcMain.emit(message.channel, event, ...(decode(message.args) as unknown[]));
}

/** Arguments of an event for the page. Throws 'An object could not be cloned.' */
export function encodeArguments(args: unknown[]): string {
  return encode(args);
}

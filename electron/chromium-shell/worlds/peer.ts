import { decode } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import type { WireHooks } from '../wire/slots.ts';

export interface Peer {
  /** Gives the other world a value; functions in it call back here. */
  offer(name: string, value: unknown): void;
  /** Takes a message from the other world's peer. */
  receive(text: string): void;
}

type Callable = (...args: unknown[]) => unknown;
type Outcome = { ok: boolean; value: string };
type Message =
  | { kind: 'offer'; name: string; value: string }
  | { kind: 'call'; call: number; function: number; args: string }
  | { kind: 'return'; call: number; outcome: Outcome }
  | { kind: 'settle'; promise: number; outcome: Outcome };

function failed(error: unknown): Outcome {
  const plain = error instanceof Error ? new Error(error.message) : new Error(String(error));
  return { ok: false, value: encode(plain) };
}

/**
 * One end of the bridge between the page's world and preload's. Both ends are alike: values are copied, functions
 * become functions that call across, and promises settle across. A call is answered before it returns, because DOM
 * events between worlds are synchronous.
 */
export function createPeer(
  post: (text: string) => void,
  onOffer: (name: string, value: unknown) => void,
): Peer {
  const functions = new Map<number, Callable>();
  const idOf = new WeakMap<Callable, number>();
  const settlers = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  const returns = new Map<number, Outcome>();
  let lastId = 0;

  const hooks: WireHooks = {
    function: {
      toId(callable) {
        const id = idOf.get(callable) ?? ++lastId;
        idOf.set(callable, id);
        functions.set(id, callable);
        return id;
      },
      fromId:
        (id) =>
        (...args: unknown[]) =>
          call(id, args),
    },
    promise: {
      toId(promise) {
        const id = ++lastId;
        const settle = (outcome: () => Outcome) => send({ kind: 'settle', promise: id, outcome: outcome() });
        promise.then(
          (value) => settle(() => outcomeOf(() => value)),
          (error) => settle(() => failed(error)),
        );
        return id;
      },
      fromId: (id) => new Promise((resolve, reject) => settlers.set(id, { resolve, reject })),
    },
  };

  function send(message: Message): void {
    post(JSON.stringify(message));
  }

  function outcomeOf(work: () => unknown): Outcome {
    try {
      return { ok: true, value: encode(work(), hooks) };
    } catch (error) {
      return failed(error);
    }
  }

  function call(id: number, args: unknown[]): unknown {
    const number = ++lastId;
    send({ kind: 'call', call: number, function: id, args: encode(args, hooks) });
    const outcome = returns.get(number);
    returns.delete(number);
    if (!outcome) throw new Error('the other world did not answer');
    const value = decode(outcome.value, hooks);
    if (!outcome.ok) throw value;
    return value;
  }

  function receive(text: string): void {
    const message = JSON.parse(text) as Message;
    switch (message.kind) {
      case 'offer':
        onOffer(message.name, decode(message.value, hooks));
        break;
      case 'call': {
        const callable = functions.get(message.function);
        const outcome = outcomeOf(() => callable?.(...(decode(message.args, hooks) as unknown[])));
        send({ kind: 'return', call: message.call, outcome });
        break;
      }
      case 'return':
        returns.set(message.call, message.outcome);
        break;
      case 'settle': {
        const settler = settlers.get(message.promise);
        settlers.delete(message.promise);
        const value = decode(message.outcome.value, hooks);
        if (message.outcome.ok) settler?.resolve(value);
        else settler?.reject(value);
      }
    }
  }

  return { offer: (name, value) => send({ kind: 'offer', name, value: encode(value, hooks) }), receive };
}

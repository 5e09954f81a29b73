import { ERRORS, type Node, type Packet, refuse, type Slot, type WireHooks } from './slots.ts';

/** Arguments that one call of String.fromCharCode takes. */
const CHUNK = 0x8000;

/**
 * Structured clone as text: typed arrays, Map, Set, Date, RegExp, bigint, NaN, undefined, Error, shared references and
 * cycles. Runs in Node and in the page. Throws 'An object could not be cloned.' for what structured clone refuses.
 */
export function encode(root: unknown, hooks: WireHooks = {}): string {
  const packet: Packet = [null, []];
  packet[0] = new Encoder(hooks, packet[1]).slot(root);
  return JSON.stringify(packet);
}

class Encoder {
  readonly #hooks: WireHooks;
  readonly #nodes: (Node | null)[];
  readonly #seen = new Map<unknown, number>();

  constructor(hooks: WireHooks, nodes: (Node | null)[]) {
    this.#hooks = hooks;
    this.#nodes = nodes;
  }

  slot(value: unknown): Slot {
    switch (typeof value) {
      case 'boolean':
      case 'string':
        return value;
      case 'number':
        if (Object.is(value, -0)) return ['number', '-0'];
        return Number.isFinite(value) ? value : ['number', `${value}`];
      case 'undefined':
        return ['undefined', ''];
      case 'bigint':
        return ['bigint', `${value}`];
      case 'symbol':
        return refuse();
      default:
        return value === null ? null : this.#reference(value as object);
    }
  }

  #reference(value: object): Slot {
    const known = this.#seen.get(value);
    if (known !== undefined) return [known];
    const index = this.#nodes.push(null) - 1;
    this.#seen.set(value, index);
    this.#nodes[index] = this.#node(value);
    return [index];
  }

  #own(value: object): [string, Slot][] {
    return Object.entries(value).map(([key, member]) => [key, this.slot(member)]);
  }

  #node(value: object): Node {
    if (typeof value === 'function') {
      const toId = this.#hooks.function?.toId ?? refuse;
      return { t: 'function', v: toId(value as (...args: unknown[]) => unknown) };
    }
    if (ArrayBuffer.isView(value)) return this.#view(value);
    switch (Object.prototype.toString.call(value)) {
      case '[object Array]':
        return { t: 'array', v: this.#own(value), n: (value as unknown[]).length };
      case '[object Map]': {
        const entries = [...(value as Map<unknown, unknown>)];
        return { t: 'map', v: entries.map(([key, item]) => [this.slot(key), this.slot(item)]) };
      }
      case '[object Set]':
        return { t: 'set', v: [...(value as Set<unknown>)].map((item) => this.slot(item)) };
      case '[object Date]':
        return { t: 'date', v: this.slot((value as Date).getTime()) };
      case '[object RegExp]':
        return { t: 'regexp', v: (value as RegExp).source, flags: (value as RegExp).flags };
      case '[object ArrayBuffer]':
        return { t: 'bytes', v: toBase64(new Uint8Array(value as ArrayBuffer)) };
      case '[object Error]':
        return this.#error(value as Error);
      case '[object Promise]':
        return { t: 'promise', v: (this.#hooks.promise?.toId ?? refuse)(value as Promise<unknown>) };
      case '[object Object]':
        return { t: 'object', v: this.#own(value) };
      default:
        return refuse();
    }
  }

  #view(view: ArrayBufferView): Node {
    const { buffer, byteOffset, byteLength } = view;
    if (!(buffer instanceof ArrayBuffer)) return refuse();
    // Node's Buffer is a window on a shared pool: the rest of the pool is nobody else's business.
    const own = buffer.byteLength === byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
    const kind = Object.prototype.toString.call(view).slice(8, -1);
    const length = 'length' in view ? (view.length as number) : byteLength;
    return { t: 'view', v: this.#reference(own) as [number], kind, length };
  }

  #error(error: Error): Node {
    const parts: [string, Slot][] = [['message', error.message]];
    if (typeof error.stack === 'string') parts.push(['stack', error.stack]);
    if ('cause' in error) parts.push(['cause', this.slot(error.cause)]);
    return { t: 'error', v: parts, name: Object.hasOwn(ERRORS, error.name) ? error.name : 'Error' };
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(text);
}

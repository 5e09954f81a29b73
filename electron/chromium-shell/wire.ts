/** What crosses a wire beside plain data, where both ends know how: functions and promises, by a number. */
export interface WireHooks {
  function?: { toId(value: (...args: unknown[]) => unknown): number; fromId(id: number): unknown };
  promise?: { toId(value: Promise<unknown>): number; fromId(id: number): unknown };
}

export interface Wire {
  /** Throws 'An object could not be cloned.' for what structured clone refuses. */
  encode(value: unknown, hooks?: WireHooks): string;
  decode(text: string, hooks?: WireHooks): unknown;
}

/**
 * Structured clone as text: typed arrays, Map, Set, Date, RegExp, bigint, NaN, undefined, Error, shared references and
 * cycles. It runs in Node and, as source text, in the page: it may use nothing from outside its own body.
 */
export function createWire(): Wire {
  // A slot is a plain JSON value, or an array: [node number], or [tag, text] for what JSON has no word for.
  type Slot = null | boolean | number | string | [number] | [string, string];
  type Node =
    | { t: 'object' | 'error'; v: [string, Slot][]; name?: string }
    | { t: 'array'; v: [string, Slot][]; n: number }
    | { t: 'map'; v: [Slot, Slot][] }
    | { t: 'set'; v: Slot[] }
    | { t: 'date'; v: Slot }
    | { t: 'regexp'; v: string; flags: string }
    | { t: 'bytes'; v: string }
    | { t: 'view'; v: [number]; kind: string; offset: number; length: number }
    | { t: 'function' | 'promise'; v: number };

  const VIEWS: Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView> =
    {
      ...{ Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array },
      ...{ Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView },
    };
  const ERRORS: Record<string, ErrorConstructor> = {
    ...{ Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError },
  };
  const CHUNK = 0x8000;

  function refuse(): never {
    throw new Error('An object could not be cloned.');
  }

  function toBase64(bytes: Uint8Array): string {
    let text = '';
    for (let at = 0; at < bytes.length; at += CHUNK) {
      text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
    }
    return btoa(text);
  }

  function fromBase64(text: string): ArrayBuffer {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
  }

  function encode(root: unknown, hooks: WireHooks = {}): string {
    const nodes: (Node | null)[] = [];
    const seen = new Map<unknown, number>();

    function slot(value: unknown): Slot {
      if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
      if (typeof value === 'number') {
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : ['number', Object.is(value, -0) ? '-0' : `${value}`];
      }
      if (value === undefined) return ['undefined', ''];
      if (typeof value === 'bigint') return ['bigint', `${value}`];
      if (typeof value === 'symbol') return refuse();
      const known = seen.get(value);
      if (known !== undefined) return [known];
      const index = nodes.push(null) - 1;
      seen.set(value, index);
      nodes[index] = node(value as object);
      return [index];
    }

    const own = (value: object): [string, Slot][] =>
      Object.keys(value).map((key) => [key, slot((value as Record<string, unknown>)[key])]);

    function node(value: object): Node {
      if (typeof value === 'function') {
        return {
          t: 'function',
          v: (hooks.function ?? refuse()).toId(value as (...args: unknown[]) => unknown),
        };
      }
      if (ArrayBuffer.isView(value)) {
        const { buffer, byteOffset, byteLength } = value;
        if (!(buffer instanceof ArrayBuffer)) refuse();
        const length = 'length' in value ? (value.length as number) : byteLength;
        // Node's Buffer is a window on a shared pool, which is nobody else's business.
        const own =
          buffer.byteLength === byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
        const kind = Object.prototype.toString.call(value).slice(8, -1);
        return { t: 'view', v: slot(own) as [number], kind, offset: 0, length };
      }
      switch (Object.prototype.toString.call(value)) {
        case '[object Array]':
          return { t: 'array', v: own(value), n: (value as unknown[]).length };
        case '[object Map]':
          return { t: 'map', v: [...(value as Map<unknown, unknown>)].map(([k, v]) => [slot(k), slot(v)]) };
        case '[object Set]':
          return { t: 'set', v: [...(value as Set<unknown>)].map(slot) };
        case '[object Date]':
          return { t: 'date', v: slot((value as Date).getTime()) };
        case '[object RegExp]':
          return { t: 'regexp', v: (value as RegExp).source, flags: (value as RegExp).flags };
        case '[object ArrayBuffer]':
          return { t: 'bytes', v: toBase64(new Uint8Array(value as ArrayBuffer)) };
        case '[object Error]': {
          const { name, message, stack } = value as Error;
          const parts: [string, Slot][] = [['message', message]];
          if (typeof stack === 'string') parts.push(['stack', stack]);
          if ('cause' in value) parts.push(['cause', slot(value.cause)]);
          return { t: 'error', v: parts, name: Object.hasOwn(ERRORS, name) ? name : 'Error' };
        }
        case '[object Promise]':
          return { t: 'promise', v: (hooks.promise ?? refuse()).toId(value as Promise<unknown>) };
        case '[object Object]':
          return { t: 'object', v: own(value) };
        default:
          return refuse();
      }
    }

    const first = slot(root);
    return JSON.stringify([first, nodes]);
  }

  function decode(text: string, hooks: WireHooks = {}): unknown {
    const [first, nodes] = JSON.parse(text) as [Slot, Node[]];
    const built = new Map<number, unknown>();

    function value(slot: Slot): unknown {
      if (!Array.isArray(slot)) return slot;
      const [tag, text] = slot;
      if (typeof tag === 'number') return built.has(tag) ? built.get(tag) : build(tag, nodes[tag] as Node);
      if (tag === 'undefined') return undefined;
      return tag === 'bigint' ? BigInt(text as string) : Number(text);
    }

    /** Registers an object before what it holds is built, so that a cycle finds it. */
    function build(index: number, node: Node): unknown {
      const keep = <T>(object: T): T => {
        built.set(index, object);
        return object;
      };
      const fill = (target: object, entries: [string, Slot][]) => {
        for (const [key, slot] of entries) {
          const property = { value: value(slot), writable: true, enumerable: true, configurable: true };
          Object.defineProperty(target, key, property);
        }
        return target;
      };
      switch (node.t) {
        case 'object':
          return fill(keep({}), node.v);
        case 'array':
          return fill(keep(new Array(node.n)), node.v);
        case 'error': {
          const error = keep(new (ERRORS[node.name ?? 'Error'] as ErrorConstructor)());
          for (const [key, slot] of node.v) {
            Object.defineProperty(error, key, { value: value(slot), writable: true, configurable: true });
          }
          return error;
        }
        case 'map': {
          const map = keep(new Map());
          for (const [key, item] of node.v) map.set(value(key), value(item));
          return map;
        }
        case 'set': {
          const set = keep(new Set());
          for (const item of node.v) set.add(value(item));
          return set;
        }
        case 'date':
          return keep(new Date(value(node.v) as number));
        case 'regexp':
          return keep(new RegExp(node.v, node.flags));
        case 'bytes':
          return keep(fromBase64(node.v));
        case 'view': {
          const View = VIEWS[node.kind] ?? refuse();
          return keep(new View(value(node.v) as ArrayBuffer, node.offset, node.length));
        }
        case 'function':
          return keep((hooks.function ?? refuse()).fromId(node.v));
        case 'promise':
          return keep((hooks.promise ?? refuse()).fromId(node.v));
      }
    }

    return value(first);
  }

  return { encode, decode };
}

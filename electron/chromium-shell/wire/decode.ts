import { ERRORS, type Node, type Packet, refuse, type Slot, type WireHooks } from './slots.ts';

type View = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;

const VIEWS: Readonly<Record<string, View>> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
};

/** The value that `encode` gave as text. */
export function decode(text: string, hooks: WireHooks = {}): unknown {
  const [root, nodes] = JSON.parse(text) as Packet;
  return new Decoder(hooks, nodes).value(root);
}

class Decoder {
  readonly #hooks: WireHooks;
  readonly #nodes: readonly Node[];
  readonly #built = new Map<number, unknown>();

  constructor(hooks: WireHooks, nodes: readonly Node[]) {
    this.#hooks = hooks;
    this.#nodes = nodes;
  }

  value(slot: Slot): unknown {
    if (!Array.isArray(slot)) return slot;
    const [tag, text] = slot;
    if (typeof tag === 'number') {
      return this.#built.has(tag) ? this.#built.get(tag) : this.#build(tag, this.#nodes[tag] as Node);
    }
    if (tag === 'undefined') return undefined;
    return tag === 'bigint' ? BigInt(text as string) : Number(text);
  }

  /** An object is registered before its contents are built, so that a cycle finds it. */
  #build(index: number, node: Node): unknown {
    const keep = <T>(object: T): T => {
      this.#built.set(index, object);
      return object;
    };
    switch (node.t) {
      case 'object':
        return this.#fill(keep({}), node.v, true);
      case 'array':
        return this.#fill(keep(new Array(node.n)), node.v, true);
      case 'error':
        return this.#fill(keep(new (ERRORS[node.name ?? 'Error'] as ErrorConstructor)()), node.v, false);
      case 'map': {
        const map = keep(new Map());
        for (const [key, item] of node.v) map.set(this.value(key), this.value(item));
        return map;
      }
      case 'set': {
        const set = keep(new Set());
        for (const item of node.v) set.add(this.value(item));
        return set;
      }
      case 'date':
        return keep(new Date(this.value(node.v) as number));
      case 'regexp':
        return keep(new RegExp(node.v, node.flags));
      case 'bytes':
        return keep(Uint8Array.from(atob(node.v), (character) => character.charCodeAt(0)).buffer);
      case 'view': {
        const View = VIEWS[node.kind] ?? refuse();
        return keep(new View(this.value(node.v) as ArrayBuffer, 0, node.length));
      }
      case 'function':
        return keep((this.#hooks.function?.fromId ?? refuse)(node.v));
      case 'promise':
        return keep((this.#hooks.promise?.fromId ?? refuse)(node.v));
    }
  }

  /** Defines each property, so that an own `__proto__` stays one. */
  #fill(target: object, entries: readonly [string, Slot][], enumerable: boolean): object {
    for (const [key, slot] of entries) {
      const property = { value: this.value(slot), writable: true, enumerable, configurable: true };
      Object.defineProperty(target, key, property);
    }
    return target;
  }
}

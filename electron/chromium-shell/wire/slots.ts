/** Functions and promises, which cross a wire by number where both ends know how. */
export interface WireHooks {
  function?: { toId(value: (...args: unknown[]) => unknown): number; fromId(id: number): unknown };
  promise?: { toId(value: Promise<unknown>): number; fromId(id: number): unknown };
}

/** A plain JSON value, or an array: [node number], or [tag, text] for a value that JSON has no word for. */
export type Slot = null | boolean | number | string | [number] | [string, string];

/** An object of the graph. Objects refer to each other by number, so sharing and cycles survive. */
export type Node =
  | { t: 'object' | 'error'; v: [string, Slot][]; name?: string }
  | { t: 'array'; v: [string, Slot][]; n: number }
  | { t: 'map'; v: [Slot, Slot][] }
  | { t: 'set'; v: Slot[] }
  | { t: 'date'; v: Slot }
  | { t: 'regexp'; v: string; flags: string }
  | { t: 'bytes'; v: string }
  | { t: 'view'; v: [number]; kind: string; length: number }
  | { t: 'function' | 'promise'; v: number };

/** What a wire carries: the slot of the root, and the nodes. */
export type Packet = [root: Slot, nodes: Node[]];

export const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Throws as structured clone does. */
export function refuse(): never {
  throw new Error('An object could not be cloned.');
}

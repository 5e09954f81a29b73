/** Why the cost of a kernel's lines cannot be known, and where. */
export class NotCounted extends Error {
  readonly line: number;
  constructor(line: number, what: string) {
    super(what);
    this.line = line;
  }
}

export type AddressSpace = 'device' | 'constant' | 'threadgroup' | 'thread';

/** A type as it is written. */
export interface TypeName {
  readonly name: string;
  /** Of a template: types and values. */
  readonly args: readonly (TypeName | Expression)[];
  readonly space: AddressSpace | null;
  readonly isPointer: boolean;
}

export type Expression = { readonly line: number } & (
  | { readonly kind: 'number'; readonly value: number; readonly isReal: boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unary'; readonly sign: string; readonly of: Expression }
  | { readonly kind: 'step'; readonly sign: '++' | '--'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly sign: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'assign'; readonly sign: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'choice';
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly templateArgs: readonly (TypeName | Expression)[];
      readonly args: readonly Expression[];
    }
  | { readonly kind: 'make'; readonly type: TypeName; readonly args: readonly Expression[] }
  | { readonly kind: 'list'; readonly args: readonly Expression[] }
  | { readonly kind: 'element'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
);

export interface Variable {
  readonly line: number;
  readonly type: TypeName;
  readonly name: string;
  /** Extents of an array, the outermost first. */
  readonly extents: readonly Expression[];
  readonly isReference: boolean;
  readonly value: Expression | null;
  /** "buffer", "thread_position_in_grid"; null without one. */
  readonly attribute: { readonly name: string; readonly index: number } | null;
}

export type Statement = { readonly line: number } & (
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'variables'; readonly variables: readonly Variable[] }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly yes: Statement;
      readonly no: Statement | null;
    }
  | {
      readonly kind: 'loop';
      readonly first: Statement | null;
      /** Null for one that only its body ends. */
      readonly condition: Expression | null;
      readonly step: Expression | null;
      readonly body: Statement;
      /** Whether the condition follows the body. */
      readonly isLate: boolean;
    }
  | { readonly kind: 'return'; readonly value: Expression | null }
  | { readonly kind: 'break' | 'continue' }
);

export interface MslFunction {
  readonly name: string;
  readonly line: number;
  readonly type: TypeName;
  readonly templateNames: readonly string[];
  readonly parameters: readonly Variable[];
  readonly body: Statement;
}

/** What a text declares. */
export interface Declarations {
  readonly functions: readonly MslFunction[];
  readonly structs: ReadonlyMap<string, readonly Variable[]>;
  readonly aliases: ReadonlyMap<string, TypeName>;
  readonly constants: readonly Variable[];
}

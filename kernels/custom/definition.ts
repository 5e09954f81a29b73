import type { DType } from '../msl/dtype.ts';
import type { Amount, KernelDescriptor } from '../own/descriptor.ts';

/** An extent of a custom problem. One that has a default is not part of the square. */
export interface DefinedExtent {
  readonly label?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly default?: number | undefined;
}

/** How the numbers of an input are drawn; by default they are standard normal ones. */
export type DefinedDraw =
  | 'normal'
  | 'positive'
  /** Uniform whole numbers: indices. */
  | { readonly from?: Amount | undefined; readonly below: Amount };

export interface DefinedBuffer {
  /** Elements in each dimension, as expressions over the extents. */
  readonly shape: readonly Amount[];
  /** By default that of the problem. */
  readonly dtype?: DType | undefined;
  readonly role?: 'input' | 'output' | 'inout' | undefined;
  readonly draw?: DefinedDraw | undefined;
}

/** A kernel whose outputs are taken for right: a descriptor, with its texts. What it solves is the problem that it is in. */
export interface TrustedKernel {
  readonly descriptor: KernelDescriptor;
  readonly texts: Readonly<Record<string, string>>;
  readonly source: string;
}

/** A problem that no family has, as a person describes it. */
export interface CustomDefinition {
  /** For editors. */
  readonly $schema?: string | undefined;
  readonly name: string;
  /** By default the name. */
  readonly label?: string | undefined;
  readonly description?: string | undefined;
  /** In the order that sizes are written in. */
  readonly extents: Readonly<Record<string, DefinedExtent>>;
  /** The types that its problems may have; f32 by default. */
  readonly dtypes?: readonly DType[] | undefined;
  readonly buffers: Readonly<Record<string, DefinedBuffer>>;
  /** Conditions over the extents. */
  readonly requires?: readonly string[] | undefined;
  /** Formulas of intermediate arrays by their elements: "m[i: rows]", or of single numbers: "total". */
  readonly values?: Readonly<Record<string, string>> | undefined;
  /** Formulas of all outputs by their elements: "Y[i, j]"; or `trusted`. */
  readonly outputs?: Readonly<Record<string, string>> | undefined;
  /** In a file, the name of the descriptor beside it. */
  readonly trusted?: TrustedKernel | string | undefined;
  /** By default one for each element of an output. */
  readonly flops?: Amount | undefined;
  /** By default each input read once, and each output written once. */
  readonly bytes?: Amount | undefined;
  /** What its rate is a share of; by default arithmetic where `flops` says how much there is, and else bandwidth. */
  readonly limit?: 'arithmetic' | 'bandwidth' | undefined;
  /** The largest error of a right output, relative to the scale of each element; or that for each type of problem. */
  readonly tolerance?: number | Partial<Readonly<Record<DType, number>>> | undefined;
  /** The sizes of a sweep that names none, as parseSizes() reads them. */
  readonly sizes?: string | undefined;
}

export type CustomOp = `custom:${string}`;

/** A custom problem. Its operation contains its definition, so the problem alone is enough to check and verify it. */
export interface CustomProblem {
  readonly op: CustomOp;
  readonly dtype: DType;
  /** The extents; `undefined` of those left at their defaults. */
  readonly [extent: string]: number | string | undefined;
}

const PREFIX = 'custom:';
/** Every problem of a run has its definition. */
export const MAX_DEFINITION_CHARACTERS = 20_000;

/** The operation of a definition whose keys are in the order of its schema. */
export function customOp(definition: CustomDefinition): CustomOp {
  const { $schema: _, ...told } = definition;
  return `${PREFIX}${JSON.stringify(told)}`;
}

/** The definition that an operation has, not yet checked; null if it is no custom one, or not JSON. */
export function definitionIn(op: string): unknown {
  if (!op.startsWith(PREFIX) || op.length > MAX_DEFINITION_CHARACTERS) return null;
  try {
    return JSON.parse(op.slice(PREFIX.length));
  } catch {
    return null;
  }
}

/** 53 bits of a text, in base 36 (cyrb53): enough to tell the definitions of somebody's problems apart. */
export function digestOf(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (2 ** 32 * (low & 0x1fffff) + (high >>> 0)).toString(36);
}

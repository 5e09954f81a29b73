import { type CustomDefinition, customOp } from '../custom/definition.ts';
import type { FieldValue } from '../field.ts';
import type { DType } from '../msl/dtype.ts';
import type { FunctionConstant, Kernel } from '../program.ts';
import type { MlxCall } from './hosts/mlx-call.ts';
import type { TorchCall } from './hosts/torch-call.ts';

/** A number, or an expression over the fields of the problem and the descriptor's own values: `ceil(n / 64)`. */
export type Amount = number | string;

/** A number of a Metal type, or a list for a vector. */
export interface DescribedValue {
  /** For people: the name that the text has for it. */
  readonly name?: string | undefined;
  readonly type: string;
  readonly value: Amount | readonly Amount[];
}

/** A buffer that is bound as a tensor: in elements, the innermost dimension first. */
export interface DescribedTensor {
  /** For people: the name that the text has for it. */
  readonly name?: string | undefined;
  /** The buffer's name. */
  readonly tensor: string;
  /** By default those of the operand, with its strides. */
  readonly extents?: readonly Amount[] | undefined;
  /** By default those of elements without gaps. */
  readonly strides?: readonly Amount[] | undefined;
  /** A packed type of elements, such as int4b_format; by default the buffer's data type. */
  readonly type?: string | undefined;
}

/** What is bound to a buffer argument: a buffer by its name or as a tensor, a value, or a struct. */
export type DescribedArgument =
  | string
  | DescribedValue
  | DescribedTensor
  | { readonly struct: readonly DescribedValue[] };

/** A function constant: a number, or a condition for a bool. */
export interface DescribedConstant {
  readonly type: FunctionConstant['type'];
  readonly value: Amount | boolean;
}

/** Scratch memory of the passes, in elements. */
export interface DescribedScratch {
  readonly dtype: DType;
  readonly shape: readonly Amount[];
}

/** Values by index, as JSON has them. */
type ByIndex<T> = Readonly<Record<string, T>>;

/** One dispatch of a kernel function, said in Metal's terms, or as the call in Python has it. */
export type DescribedPass = MetalPass | MlxPass | TorchPass;

/** A body for `mx.fast.metal_kernel`, which is the text of the file, and how it is called. */
export interface MlxPass {
  readonly source?: string | undefined;
  readonly mlx: MlxCall;
}

/** A source for `torch.mps.compile_shader`, and how one of its kernels is called. */
export interface TorchPass {
  readonly source?: string | undefined;
  readonly torch: TorchCall;
}

export interface MetalPass {
  /** The name of the function, in which `{dtype}` stands for the value of that field. */
  readonly kernel: string;
  /** The file of its text, if it is another than the descriptor's. */
  readonly source?: string | undefined;
  readonly constants?: ByIndex<DescribedConstant> | undefined;
  readonly buffers?: ByIndex<DescribedArgument> | undefined;
  /** Bytes. */
  readonly threadgroupMemory?: ByIndex<Amount> | undefined;
  /** Threads; or `threadgroups`. */
  readonly grid?: readonly Amount[] | undefined;
  readonly threadgroups?: readonly Amount[] | undefined;
  readonly threadsPerThreadgroup: readonly Amount[];
}

/** What a person's own kernel solves, and how it is launched: what stands beside its text, in a file. */
export interface KernelDescriptor {
  /** For editors. */
  readonly $schema?: string | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  /** A family; or `problem`. */
  readonly op?: string | undefined;
  /** A problem that no family has; in a file, perhaps the name of another one beside it. */
  readonly problem?: CustomDefinition | string | undefined;
  /** The values of fields that it supports: of those left out only the default, or the only one; of extents all. */
  readonly supports?: Readonly<Record<string, readonly FieldValue[] | 'any'>> | undefined;
  /** Conditions over the fields. */
  readonly requires?: readonly string[] | undefined;
  /** What can be chosen of the kernel, by name: `own:NAME@BLOCK=32`. Of its choices, the first is the default. */
  readonly parameters?: Readonly<Record<string, readonly number[]>> | undefined;
  /** Macros of the text. */
  readonly defines?: Readonly<Record<string, Amount>> | undefined;
  /** Values with names, for expressions further down. */
  readonly values?: Readonly<Record<string, Amount>> | undefined;
  readonly scratch?: Readonly<Record<string, DescribedScratch>> | undefined;
  /** The file of the text, beside the descriptor; by default, the descriptor's name with `.metal`. */
  readonly source?: string | undefined;
  readonly languageVersion?: Kernel['languageVersion'] | undefined;
  readonly passes: readonly DescribedPass[];
}

/** The operation that a kernel solves, which for a problem of its own has the definition. */
export function operationOf({ op = '', problem }: Pick<KernelDescriptor, 'op' | 'problem'>): string {
  return typeof problem === 'object' ? customOp(problem) : op;
}

/** What the names of own contenders begin with, so that none can be taken for one of Tilescope's. */
const PREFIX = 'own:';

/** The name of an own kernel as a contender: "own:my-gemm". */
export function ownName({ name }: Pick<KernelDescriptor, 'name'>): string {
  return `${PREFIX}${name}`;
}

/** Whether a contender is somebody's own kernel, whose text only its file and the runs that measured it have. */
export function isOwn(contender: string): boolean {
  return contender.startsWith(PREFIX);
}

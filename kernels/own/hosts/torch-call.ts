import type { Amount } from '../descriptor.ts';

/** What PyTorch casts numbers to on request, and what Metal calls it. */
export const TORCH_CASTS = {
  fp16: 'half',
  bf16: 'bfloat',
  int32: 'int',
  int16: 'short',
  int8: 'char',
  uint8: 'uchar',
} as const;
export type TorchCast = keyof typeof TORCH_CASTS;

/** A tensor by the name of its buffer, or numbers of Python. */
export type TorchArgument =
  | string
  | { readonly int: Amount | readonly Amount[] }
  | { readonly float: Amount | readonly Amount[] };

/** A call of a kernel of the library that `torch.mps.compile_shader` makes, by the names that it has in Python. */
export interface TorchCall {
  readonly kernel: string;
  readonly arguments: readonly TorchArgument[];
  /** By default, as many as the first tensor has elements. */
  readonly threads?: Amount | readonly Amount[] | undefined;
  readonly group_size?: Amount | readonly Amount[] | undefined;
  /** Of all numbers, or by argument. */
  readonly arg_casts?: TorchCast | Readonly<Record<string, TorchCast>> | undefined;
}

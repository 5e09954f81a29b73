import type { DType } from '../../msl/dtype.ts';
import type { Amount } from '../descriptor.ts';

/** MLX's names of data types, and what its generated signatures call them. */
export const MLX_DTYPES = {
  bool_: 'bool',
  int8: 'int8_t',
  int16: 'int16_t',
  int32: 'int32_t',
  int64: 'int64_t',
  uint8: 'uint8_t',
  uint16: 'uint16_t',
  uint32: 'uint32_t',
  uint64: 'uint64_t',
  float16: 'float16_t',
  bfloat16: 'bfloat16_t',
  float32: 'float',
} as const;
export type MlxDtype = keyof typeof MLX_DTYPES;

/** What MLX calls the types of buffers. */
export const MLX_DTYPE_OF: Readonly<Record<DType, MlxDtype>> = {
  f32: 'float32',
  f16: 'float16',
  bf16: 'bfloat16',
  i8: 'int8',
  u8: 'uint8',
  i32: 'int32',
  u32: 'uint32',
};

/** A buffer by its name; as an array of another shape; or an array of numbers, of no dimension if it is one number. */
export type MlxInput =
  | string
  | { readonly buffer: string; readonly shape: readonly Amount[] }
  | { readonly dtype: MlxDtype; readonly value: Amount | readonly Amount[] };

/**
 * A kernel of `mx.fast.metal_kernel`, and a call of it, by the names that they have in Python. `outputs` are the buffers
 * that are written, in place of `output_shapes` and `output_dtypes`.
 */
export interface MlxCall {
  readonly name: string;
  readonly input_names: readonly string[];
  readonly output_names: readonly string[];
  /** A file beside the descriptor. */
  readonly header?: string | undefined;
  readonly ensure_row_contiguous?: boolean | undefined;
  readonly atomic_outputs?: boolean | undefined;
  readonly inputs: readonly MlxInput[];
  readonly outputs: readonly string[];
  /** A data type, "X.dtype" for that of a buffer, a number, or a condition. */
  readonly template?: readonly (readonly [name: string, value: Amount | boolean])[] | undefined;
  /** Threads. */
  readonly grid: readonly Amount[];
  readonly threadgroup: readonly Amount[];
  readonly init_value?: number | undefined;
}

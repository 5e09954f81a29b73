/** Data types of buffers that generated kernels read and write. */
export const DTYPES = ['f32', 'f16', 'bf16', 'i8', 'u8', 'i32', 'u32'] as const;
export type DType = (typeof DTYPES)[number];

/** The types of operands and sums. */
export const FLOAT_DTYPES = ['f32', 'f16', 'bf16'] as const satisfies readonly DType[];
export type FloatDType = (typeof FLOAT_DTYPES)[number];

/** The types of operands that tensor operations multiply, and of their sums. */
export const OPERAND_DTYPES = [...FLOAT_DTYPES, 'i8', 'u8'] as const satisfies readonly DType[];
export type OperandDType = (typeof OPERAND_DTYPES)[number];
export const RESULT_DTYPES = [...FLOAT_DTYPES, 'i32'] as const satisfies readonly DType[];
export type ResultDType = (typeof RESULT_DTYPES)[number];

/** The name of each data type in MSL and its size. `letter` is BLAS's: s, h and b as in sgemm, hgemm and bgemm. */
export const DTYPE = {
  f32: { msl: 'float', sizeBytes: 4, letter: 's' },
  f16: { msl: 'half', sizeBytes: 2, letter: 'h' },
  bf16: { msl: 'bfloat', sizeBytes: 2, letter: 'b' },
  i8: { msl: 'char', sizeBytes: 1, letter: 'i' },
  u8: { msl: 'uchar', sizeBytes: 1, letter: 'u' },
  i32: { msl: 'int', sizeBytes: 4, letter: 'i' },
  u32: { msl: 'uint', sizeBytes: 4, letter: 'u' },
} as const satisfies Record<DType, { msl: string; sizeBytes: number; letter: string }>;

/** The least number that a type rounds to infinity: half a unit in the last place beyond its largest. */
export const ROUNDS_TO_INFINITY: Readonly<Record<DType, number>> = {
  f32: (2 - 2 ** -24) * 2 ** 127,
  f16: (2 - 2 ** -11) * 2 ** 15,
  bf16: (2 - 2 ** -8) * 2 ** 127,
  i8: Number.POSITIVE_INFINITY,
  u8: Number.POSITIVE_INFINITY,
  i32: Number.POSITIVE_INFINITY,
  u32: Number.POSITIVE_INFINITY,
};

/** How far apart the numbers of a type are that are closest to zero: its smallest subnormal. Whole numbers are exact. */
export const LEAST_STEP: Readonly<Record<DType, number>> = {
  f32: 2 ** -149,
  f16: 2 ** -24,
  bf16: 2 ** -133,
  i8: 0,
  u8: 0,
  i32: 0,
  u32: 0,
};

/** Whether numbers of a type are whole. */
export function isWholeType(dtype: DType): dtype is Exclude<DType, FloatDType> {
  return !(FLOAT_DTYPES as readonly DType[]).includes(dtype);
}

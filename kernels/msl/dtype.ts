/** Data types that generated kernels read and write in device memory. */
export const DTYPES = ['f32'] as const;
export type DType = (typeof DTYPES)[number];

/** What each data type is in MSL and in bytes. */
export const DTYPE = {
  f32: { msl: 'float', sizeBytes: 4 },
} as const satisfies Record<DType, { msl: string; sizeBytes: number }>;

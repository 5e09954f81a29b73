/**
 * What the lanes of a SIMD-group do together: multiply matrices, add and exchange values, or nothing. Kernels that
 * multiply matrices also do the others. GPUs differ in what they support, and some have units for matrices.
 */
export type SimdgroupUse = 'matrices' | 'reductions' | 'none';

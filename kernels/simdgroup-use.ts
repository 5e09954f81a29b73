/**
 * What the lanes of a SIMD-group do together: Metal 4's tensor operations, multiply matrices, add and exchange values, or
 * nothing. Kernels that do one also do those that follow. GPUs differ in what they support, and some have units for
 * matrices.
 */
export type SimdgroupUse = 'tensors' | 'matrices' | 'reductions' | 'none';

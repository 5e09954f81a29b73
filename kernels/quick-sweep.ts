/**
 * The sweep that is offered first: squares whose sizes lie on tile edges, next to them and between them. Only the
 * contenders that the device has are measured.
 */
export const QUICK_SWEEP = {
  op: 'gemm',
  dtype: 'f32',
  sizes: '64,65,96,127,128,192,200,256,320,384,448,511,512',
  contenders: ['gemm-simdgroup', 'gemm-direct', 'gemm-tiled', 'mps', 'mpsgraph', 'mpsgraph-default', 'cblas'],
} as const;

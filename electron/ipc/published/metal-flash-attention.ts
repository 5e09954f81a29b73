import type { PublishedFigure, PublishedSeries } from './published-series.ts';

const SIZES = [256, 384, 512, 768, 1024, 1280, 1440, 2048, 3072, 4096, 6144] as const;

/** In GFLOPS by SIZES; null where none is given. */
const squares = (dtype: 'f32' | 'f16', rates: readonly (number | null)[]): PublishedFigure[] =>
  SIZES.flatMap((size, at) => {
    const gflops = rates[at];
    return gflops ? [{ problem: { op: 'gemm', dtype, m: size, n: size, k: size }, gflops }] : [];
  });

const COMMON = {
  device: 'M1 Max, 32 GPU cores',
  source: 'philipturner/metal-flash-attention, README of version 1',
  note: 'Best of 8 trials. MPS by wall time and the others by GPU time, so small sizes of MPS read low.',
  /** 128 FMA per core and cycle at 1.296 GHz, in f16 as in f32. */
  roofGflops: 10_617,
} as const;

/** Square products, not transposed. */
export const METAL_FLASH_ATTENTION: readonly PublishedSeries[] = [
  {
    ...COMMON,
    id: 'published:mfa-f32',
    title: 'Metal FlashAttention',
    figures: squares('f32', [2760, 5202, 7007, 7739, 8185, 8111, 8472, 8992, 9236, 9247, 9257]),
  },
  {
    ...COMMON,
    id: 'published:mfa-mps-f32',
    title: 'MPS',
    figures: squares('f32', [1847, 3216, 6200, 6157, 8153, 7771, 6497, 8472, 8482, 8270, null]),
  },
  {
    ...COMMON,
    id: 'published:mfa-accelerate-f32',
    title: 'Accelerate',
    figures: squares('f32', [1223, 1303, 2282, 2679, 2262, null, null, 1978, 2058, 1957, 1947]),
    // It runs on the processor, below another roof.
    roofGflops: null,
  },
  {
    ...COMMON,
    id: 'published:mfa-f16',
    title: 'Metal FlashAttention',
    figures: squares('f16', [3185, 5945, 7644, 8734, 9353, 9109, 9215, 9618, 9788, 9778, 9905]),
  },
  {
    ...COMMON,
    id: 'published:mfa-mps-f16',
    title: 'MPS',
    figures: squares('f16', [2399, 4066, 5849, 5680, 7336, 7102, 6433, 7729, 7824, 7771, null]),
  },
];

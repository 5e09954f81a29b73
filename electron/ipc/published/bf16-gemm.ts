import type { PublishedFigure, PublishedSeries } from './published-series.ts';

type Size = readonly [m: number, n: number, k: number];

const at = ([m, n, k]: Size, gflops: number): PublishedFigure => {
  return { problem: { op: 'gemm', dtype: 'bf16', m, n, k }, gflops };
};

/** A square product of 1280 that takes so many milliseconds. */
const square1280 = (ms: number) => [at([1280, 1280, 1280], (2 * 1280 ** 3) / ms / 1e6)];

const ULTRA_SIZES: readonly Size[] = [
  [4096, 4096, 5376],
  [4096, 4096, 14_336],
  [4096, 5376, 14_336],
  [15_731, 4096, 2688],
  [15_731, 5376, 5376],
  [15_731, 4096, 14_336],
  [15_731, 5376, 14_336],
];

/** In TFLOPS by ULTRA_SIZES. */
const ultra = (rates: readonly number[]) =>
  ULTRA_SIZES.map((size, index) => at(size, 1000 * (rates[index] ?? 0)));

const M5 = { device: 'M5, 10 GPU cores', source: 'ml-explore/mlx#3196', roofGflops: null } as const;
const ULTRA = {
  device: 'M3 Ultra, 60 GPU cores',
  source: 'ml-explore/mlx#3196, comment',
  note: '15 iterations, interleaved.',
  roofGflops: null,
} as const;

/** Products of MLX, PyTorch and MPSGraph. */
export const BF16_SERIES: readonly PublishedSeries[] = [
  {
    ...M5,
    id: 'published:m5-pytorch-bf16',
    title: 'PyTorch on MPS, matmul',
    note: 'Wall time, 1000 iterations.',
    figures: square1280(0.549),
  },
  {
    ...M5,
    id: 'published:m5-mlx-bf16',
    title: 'MLX 0.31.0, matmul',
    note: 'Wall time, on the matrix units.',
    figures: square1280(0.646),
  },
  {
    id: 'published:m5-pro-mlx-bf16',
    title: 'MLX, tuned matmul',
    device: 'M5 Pro',
    source: 'ml-explore/mlx#3295',
    note: 'On the matrix units.',
    roofGflops: null,
    figures: square1280(0.3099),
  },
  {
    ...ULTRA,
    id: 'published:m3-ultra-mlx-bf16',
    title: 'MLX 0.31.1',
    figures: ultra([17.5, 18.9, 18.7, 18.1, 18.1, 16.7, 16.4]),
  },
  {
    ...ULTRA,
    id: 'published:m3-ultra-mpsgraph-bf16',
    title: 'MPSGraph',
    figures: ultra([18.8, 18.9, 18.8, 19.4, 19.6, 19.6, 19.4]),
  },
];

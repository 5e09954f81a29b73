import type { PublishedFigure, PublishedSeries } from './published-series.ts';

/** The side of the weights, and the rows of what they are multiplied with. */
const SIDE = 2048;
const ROWS = [2, 4, 8] as const;

/** In milliseconds by ROWS. */
const skinny = (times: readonly [number, number, number]): PublishedFigure[] =>
  ROWS.map((m, index) => ({
    problem: { op: 'gemm', dtype: 'f16', m, n: SIDE, k: SIDE },
    gflops: (2 * m * SIDE * SIDE) / (times[index] as number) / 1e6,
  }));

const M1 = {
  device: 'M1 Pro, 14 GPU cores',
  source: 'ml-explore/mlx#3967',
  note: 'How it was timed is not said.',
  roofGflops: null,
} as const;
const M4 = {
  device: 'M4, 8 GPU cores',
  source: 'sonos/tract#2547',
  note: 'N is assumed to be 2048; how it was timed is not said.',
  roofGflops: null,
} as const;

/** Products of few rows, as in decoding. */
export const SKINNY_SERIES: readonly PublishedSeries[] = [
  {
    ...M1,
    id: 'published:m1-pro-steel',
    title: 'MLX, steel GEMM',
    figures: skinny([0.1246, 0.1264, 0.1225]),
  },
  { ...M1, id: 'published:m1-pro-gemv', title: 'MLX, wide GEMV', figures: skinny([0.0423, 0.0667, 0.0825]) },
  { ...M4, id: 'published:m4-steel', title: 'MLX’s GEMM in tract', figures: skinny([0.218, 0.22, 0.218]) },
  { ...M4, id: 'published:m4-gemv', title: 'Wide GEMV in tract', figures: skinny([0.073, 0.078, 0.077]) },
];

import type { GemmProblem } from '../../../kernels/index.ts';
import { BF16_SERIES } from './bf16-gemm.ts';
import { METAL_FLASH_ATTENTION } from './metal-flash-attention.ts';
import { SKINNY_SERIES } from './skinny-gemm.ts';

/** A rate at a problem. */
export interface PublishedFigure {
  readonly problem: GemmProblem;
  readonly gflops: number;
}

/** Figures that someone has published of one program on one device: never measurements of Tilescope. */
export interface PublishedSeries {
  /** Begins with PUBLISHED_PREFIX, so that it is no contender's. */
  readonly id: `published:${string}`;
  /** The program. */
  readonly title: string;
  readonly device: string;
  /** Where the figures stand. */
  readonly source: string;
  /** How they were measured, as far as that is known. */
  readonly note: string;
  /** The roof of that device; null if it is not known, so that there is no utilization. */
  readonly roofGflops: number | null;
  readonly figures: readonly PublishedFigure[];
}

export const PUBLISHED_PREFIX = 'published:';

/** Every published series. */
export const PUBLISHED: readonly PublishedSeries[] = [
  ...METAL_FLASH_ATTENTION,
  ...BF16_SERIES,
  ...SKINNY_SERIES,
];

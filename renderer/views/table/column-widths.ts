import type { Problem } from '../../../kernels/index.ts';
import { sizeLabel } from '../../model/problem-size.ts';

/** What a figure of a contender needs, with its tick, and most of the contender's name. */
export const COLUMN_PX = 112;

/** Widths of the size column by the length of its longest label. */
const SIZE_COLUMNS = [
  { upTo: 5, px: 72 },
  { upTo: 11, px: 112 },
  { upTo: 20, px: 152 },
  { upTo: Number.POSITIVE_INFINITY, px: 208 },
] as const;

/** The size column is as wide as its labels need. */
export function sizeColumnPx(problems: readonly Problem[]): number {
  const longest = problems.reduce((most, problem) => Math.max(most, sizeLabel(problem).length), 0);
  return SIZE_COLUMNS.find(({ upTo }) => longest <= upTo)?.px ?? 208;
}

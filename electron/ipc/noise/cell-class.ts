import { contenderOf } from '../../../kernels/index.ts';
import type { Cell } from '../types.ts';

/** Short times are noisier, and a library's threads are not ours. */
const DURATIONS = [
  { name: 'under 10 µs', belowNs: 1e4 },
  { name: '10 to 100 µs', belowNs: 1e5 },
  { name: '100 µs to 1 ms', belowNs: 1e6 },
  { name: '1 ms and more', belowNs: Number.POSITIVE_INFINITY },
] as const;
const KINDS = ['generated', 'library'] as const;

/** The classes of cells that a noise floor is known by: "generated, 10 to 100 µs". */
export const CELL_CLASSES = KINDS.flatMap((kind) => DURATIONS.map(({ name }) => `${kind}, ${name}`));

/** The class of a cell; null for one without times. */
export function classOf({ contender, summary }: Pick<Cell, 'contender' | 'summary'>): string | null {
  if (!summary) return null;
  const kind = contenderOf(contender)?.kind ?? 'generated';
  const duration = DURATIONS.find(({ belowNs }) => summary.medianNs < belowNs);
  return `${kind}, ${duration?.name}`;
}

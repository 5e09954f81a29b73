import type { FloatDType } from '../msl/dtype.ts';
import type { Pass } from '../program.ts';
import { directPass } from './direct.ts';

/** An axis of an array that is copied to another order: its extent, and the elements from one index to the next. */
export interface PermutedAxis {
  readonly extent: number;
  readonly from: number;
  readonly to: number;
}

const ONE: PermutedAxis = { extent: 1, from: 0, to: 0 };
/** The same for all extents, which are short as often as long: so is the text. */
const CONFIG = { width: 4, threads: 256, across: 32 } as const;

/** Copies an array of up to four axes to another order of its axes. The first is the densest in what is written. */
export function permutePass(
  from: string,
  to: string,
  dtype: FloatDType,
  axes: readonly PermutedAxis[],
): Pass {
  const [columns = ONE, rows = ONE, members = ONE, outer] = merged(axes);
  return directPass(
    { operation: 'transpose', dtype, dtypeY: dtype, activation: 'none' },
    {
      members: members.extent,
      rows: rows.extent,
      columns: columns.extent,
      x: [members.from, rows.from, columns.from],
      y: [members.to, rows.to, columns.to],
      ...(outer && { outer: { extent: outer.extent, x: outer.from, y: outer.to } }),
    },
    CONFIG,
    { X: from, Y: to },
  );
}

/** The axes without those of one element, and as one axis where two follow each other in both orders. */
function merged(axes: readonly PermutedAxis[]): PermutedAxis[] {
  const kept: PermutedAxis[] = [];
  for (const axis of axes.filter(({ extent }) => extent > 1)) {
    const last = kept.at(-1);
    const follows = (of: 'from' | 'to') => last && axis[of] === last.extent * last[of];
    if (last && follows('from') && follows('to'))
      kept[kept.length - 1] = { ...last, extent: last.extent * axis.extent };
    else kept.push(axis);
  }
  return kept;
}

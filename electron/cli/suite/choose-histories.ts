import { extentsLabel, sideOf } from '../../../kernels/index.ts';
import type { CellHistory } from '../../ipc/history/history.ts';
import { listed } from '../terminal/layout.ts';
import { UsageError } from '../usage-error.ts';

/** The histories of a contender, a size, or both. Throws UsageError where there is none. */
export function chooseHistories(
  histories: readonly CellHistory[],
  { contender, size }: { contender?: string; size?: string },
): CellHistory[] {
  const own = histories.filter((one) => contender === undefined || one.contender === contender);
  if (contender !== undefined && own.length === 0) {
    const names = new Set(histories.map((one) => one.contender));
    throw new UsageError(
      `--contender ${contender}: expected ${listed([...names]) || 'a suite with right cells'}`,
    );
  }
  if (size === undefined) return own;
  const wanted = size.replaceAll('×', 'x');
  const found = own.filter((one) => sizeOf(one) === wanted || String(sideOf(one.problem)) === wanted);
  if (found.length > 0) return found;
  const sizes = new Set(own.map(sizeOf));
  throw new UsageError(`--size ${size}: expected ${listed([...sizes]) || 'a suite with right cells'}`);
}

function sizeOf({ problem }: CellHistory): string {
  return extentsLabel(problem, 'x');
}

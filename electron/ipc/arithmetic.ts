import { type Arithmetic, arithmeticOf } from '../../kernels/index.ts';
import type { Cell } from './types.ts';

/** The arithmetic that a cell's error reveals; null if it reveals none. */
export function arithmeticOfCell({ problem, verification }: Cell): Arithmetic | null {
  return verification && arithmeticOf(problem, verification.maxRelativeError);
}

/**
 * The arithmetic of all contenders where it is the same, else that of each: "f32", or "TF32-like and f32" where sizes
 * differ in it. Null where no error reveals it.
 */
export function arithmeticLabels(cells: readonly Cell[]): {
  all: string | null;
  of(contender: string): string | null;
} {
  const found = Map.groupBy(
    cells.filter((cell) => arithmeticOfCell(cell) !== null),
    ({ contender }) => contender,
  );
  const label = (own: readonly Cell[]) => [...new Set(own.map(arithmeticOfCell))].sort().join(' and ');
  const labels = new Map([...found].map(([contender, own]) => [contender, label(own)]));
  const [first, ...others] = new Set(labels.values());
  if (others.length > 0) return { all: null, of: (contender) => labels.get(contender) ?? null };
  return { all: first ?? null, of: () => null };
}

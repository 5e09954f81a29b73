import { type Arithmetic, arithmeticOf, knownFault, libraryOf } from '../../kernels/index.ts';
import type { Cell } from './types.ts';

/**
 * The arithmetic that a cell's error reveals; null if it reveals none. A wrong result reveals some only of a library,
 * and only where no known fault explains it.
 */
export function arithmeticOfCell({ problem, contender, status, verification }: Cell): Arithmetic | null {
  if (status === 'wrong' && (!libraryOf(contender) || knownFault(contender, problem))) return null;
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
  const found = new Map<string, Set<Arithmetic>>();
  for (const cell of cells) {
    const arithmetic = arithmeticOfCell(cell);
    if (arithmetic) found.set(cell.contender, (found.get(cell.contender) ?? new Set()).add(arithmetic));
  }
  const labels = new Map([...found].map(([contender, own]) => [contender, [...own].sort().join(' and ')]));
  const [first, ...others] = new Set(labels.values());
  if (others.length > 0) return { all: null, of: (contender) => labels.get(contender) ?? null };
  return { all: first ?? null, of: () => null };
}

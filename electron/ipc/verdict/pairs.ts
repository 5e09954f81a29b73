// Which cells are compared: the two sides of a rematch, the same cells of two runs, the contenders of one run, or its
// variants and their defaults.
import { onSide, type Problem, parseVariant, problemKey, withoutSide } from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import type { Cell, CellStatus, Run, SweepRequest } from '../types.ts';

/** A cell that is compared with its baseline. */
export interface Pair {
  readonly problem: Problem;
  /** The candidate's name, without its side. */
  readonly contender: string;
  readonly baseline: Cell;
  readonly candidate: Cell;
}

type Cells = Pick<Run, 'cells'>;

/** The pairs of a rematch: each candidate with its baseline. */
export function pairsOfSides({ cells }: Cells): Pair[] {
  return pairsOf(cells, cells, ({ problem, contender }) =>
    parseVariant(contender).side === 'candidate'
      ? cellId(problemKey(problem), onSide(contender, 'baseline'))
      : null,
  );
}

/** The cells that two runs have in common. */
export function pairsOfRuns(candidate: Cells, baseline: Cells): Pair[] {
  return pairsOf(candidate.cells, baseline.cells, ({ id }) => id);
}

/** All cells of a run but a contender's own, each with that contender's at its size. */
export function pairsAgainst(reference: string, { cells }: Cells): Pair[] {
  return pairsOf(cells, cells, ({ problem, contender }) =>
    contender === reference ? null : cellId(problemKey(problem), reference),
  );
}

/** The pairs of a run that measures an edited copy: each of its cells with the original's. */
export function pairsOfCopy({ name, of }: NonNullable<SweepRequest['copy']>, { cells }: Cells): Pair[] {
  return pairsAgainst(of, { cells }).filter(({ candidate }) => candidate.contender === name);
}

/** The pairs of a final: each variant with the defaults of its contender. */
export function pairsToDefaults({ cells }: Cells): Pair[] {
  return pairsOf(cells, cells, ({ problem, contender }) => {
    const { id, overrides } = parseVariant(contender);
    return Object.keys(overrides).length > 0 ? cellId(problemKey(problem), id) : null;
  });
}

function pairsOf(
  candidates: readonly Cell[],
  baselines: readonly Cell[],
  idOfBaseline: (candidate: Cell) => string | null,
): Pair[] {
  const byId = new Map(baselines.map((cell) => [cell.id, cell]));
  return candidates.flatMap((candidate) => {
    const id = idOfBaseline(candidate);
    const baseline = id === null ? undefined : byId.get(id);
    const { problem, contender } = candidate;
    return baseline ? [{ problem, contender: withoutSide(contender), baseline, candidate }] : [];
  });
}

const LACKS: Readonly<Record<Exclude<CellStatus, 'ok'>, string>> = {
  pending: 'was not measured',
  running: 'was not measured to its end',
  wrong: 'is wrong',
  failed: 'failed',
  unsupported: 'is not supported',
  rejected: 'is faster than its roof allows',
};

/** Why a pair's times mean nothing, "the candidate is wrong"; null if both are verified. */
export function lackOfPair({ baseline, candidate }: Pair): string | null {
  const lacks = [
    ['the candidate', candidate],
    ['the baseline', baseline],
  ] as const;
  const reasons = lacks.flatMap(([side, { status }]) =>
    status === 'ok' ? [] : [`${side} ${LACKS[status]}`],
  );
  return reasons.join(', and ') || null;
}

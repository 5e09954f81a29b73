import type { Problem } from '../../../kernels/index.ts';
import { formatPercent } from '../figures.ts';
import { floorOf, type NoiseFloor, UNKNOWN_BETWEEN_RUNS } from '../noise/noise-floor.ts';
import type { CellStatus, Run, RunHead } from '../types.ts';
import { type JudgedPair, judgePairs } from '../verdict/judgement.ts';
import { judgingOf } from '../verdict/looks.ts';
import { isSameProgram } from '../verdict/new-rematch.ts';
import { pairsOfSides } from '../verdict/pairs.ts';
import { verdictShown } from '../verdict/record.ts';
import { screenRuns } from '../verdict/screening.ts';
import type { VerdictName } from '../verdict/verdict.ts';
import type { ReviewEntry } from './decisions.ts';
import { type RunDifference, runDifferences } from './run-differences.ts';

/** A cell of the candidate beside the baseline's. */
export interface ReviewCell {
  readonly id: string;
  readonly problem: Problem;
  readonly contender: string;
  /** Medians of the measurement that the verdict is of. */
  readonly baselineNs: number | null;
  readonly candidateNs: number | null;
  readonly verdict: VerdictName;
  /** Candidate's time to baseline's; null where nothing can be compared. */
  readonly ratio: number | null;
  readonly interval95: readonly [number, number] | null;
  readonly threshold: number;
  readonly reason: string;
  /** The baseline was right, and the candidate is wrong, failed, or is faster than its roof allows. */
  readonly isBroken: boolean;
  /** Whether the two were measured with different programs; null if one of them is not kept. */
  readonly isChanged: boolean | null;
  /** The rematch that the verdict is of; null for a screening of the two runs. */
  readonly rematch: string | null;
}

/** A contender over its sizes. */
export interface ReviewMean
  extends Pick<ReviewCell, 'contender' | 'verdict' | 'ratio' | 'interval95' | 'reason'> {
  readonly sizes: number;
}

type Named = Pick<RunHead, 'id' | 'name' | 'startedAt'>;

/** Two runs, for somebody who has to decide about the candidate. */
export interface Review {
  readonly baseline: Named;
  readonly candidate: Named;
  readonly differences: readonly RunDifference[];
  /** On what the screening is based: "Noise between runs: measured 2026-01-02". */
  readonly basis: string;
  readonly cells: readonly ReviewCell[];
  /** Geometric means, as far as the runs were screened. */
  readonly means: readonly ReviewMean[];
  /** Oldest first. */
  readonly entries: readonly ReviewEntry[];
}

/** What is known beside the two runs. */
interface Known {
  /** Of the candidate's device. */
  readonly floor: NoiseFloor | undefined;
  /** Rematches of the two, newest first. */
  readonly rematches?: readonly Run[];
  readonly entries?: readonly ReviewEntry[];
}

const BROKEN: readonly CellStatus[] = ['wrong', 'failed', 'rejected'];

/** Screens two runs; where they were measured again side by side, that verdict stands instead. */
export function reviewOf(
  baseline: Run,
  candidate: Run,
  { floor, rematches = [], entries = [] }: Known,
): Review {
  const { pairs, overall } = screenRuns(baseline, candidate, floor);
  const proofs = new Map(
    rematches.toReversed().flatMap((run) => judgeRematch(run, floor).map((one) => [keyOf(one), one])),
  );
  const named = ({ id, name, startedAt }: Run): Named => ({ id, name, startedAt });
  return {
    baseline: named(baseline),
    candidate: named(candidate),
    differences: runDifferences(baseline, candidate),
    basis: floor
      ? `Noise between runs: measured ${floor.measuredAt.slice(0, 10)}`
      : `Noise between runs: unknown, taken for ${formatPercent(UNKNOWN_BETWEEN_RUNS, 0)}`,
    cells: pairs.map((pair) => {
      const proof = proofs.get(keyOf(pair));
      return { ...cellOf(pair, proof ?? pair, [baseline, candidate]), rematch: proof?.runId ?? null };
    }),
    means: overall.map(({ contender, sizes, verdict }) => {
      const { ratio, interval95, verdict: name, reason } = verdictShown(verdict);
      return { contender, sizes, verdict: name, ratio, interval95, reason };
    }),
    entries,
  };
}

interface Proof extends JudgedPair {
  readonly runId: string;
}

/** What a rematch says; nothing of what it did not measure. */
function judgeRematch(run: Run, floor: NoiseFloor | undefined): Proof[] {
  const judging = judgingOf(run.request, ({ candidate }) => floorOf(floor, 'paired', candidate));
  const { pairs } = judgePairs(pairsOfSides(run), judging);
  return pairs.flatMap((pair) => (pair.verdict.ratio ? [{ ...pair, runId: run.id }] : []));
}

function keyOf({ problem, contender }: Pick<JudgedPair, 'problem' | 'contender'>): string {
  return `${JSON.stringify(problem)} ${contender}`;
}

/** @param pair of the two runs @param judged the same, or the pair of a rematch */
function cellOf(
  pair: JudgedPair,
  judged: JudgedPair,
  [before, after]: readonly [Run, Run],
): Omit<ReviewCell, 'rematch'> {
  const { pValue: _, ...verdict } = verdictShown(judged.verdict);
  const [one, other] = [programOf(before, pair.baseline.program), programOf(after, pair.candidate.program)];
  return {
    id: pair.candidate.id,
    problem: pair.problem,
    contender: pair.contender,
    baselineNs: judged.baseline.summary?.medianNs ?? null,
    candidateNs: judged.candidate.summary?.medianNs ?? null,
    ...verdict,
    isBroken: pair.baseline.status === 'ok' && BROKEN.includes(pair.candidate.status),
    isChanged: one && other ? !isSameProgram(one, other) : null,
  };
}

function programOf({ programs }: Run, hash: string | null) {
  return hash === null ? null : (programs[hash] ?? null);
}

import { causesOf, relativeIqrOf } from '../../electron/ipc/doubts.ts';
import type { Cell, Run } from '../../electron/ipc/types.ts';
import { type Against, speedsAgainst } from '../../electron/ipc/verdict/against.ts';
import { contenderOf, parseVariant } from '../../kernels/index.ts';
import { countDone } from './cells.ts';

/** What the reader of a run came for. */
export interface Headline {
  /** The contender that the others are compared with; null if none shares a size with another. */
  readonly reference: string | null;
  /** The fastest of the others, over the sizes that both solve. */
  readonly best: Against | null;
  /** The middle of the relative IQRs of all verified cells; null without any. */
  readonly noise: number | null;
  /** Why some figures may be off: "on battery", "noisy". */
  readonly doubts: readonly string[];
  readonly verified: number;
  readonly done: number;
  readonly total: number;
  /** Cells whose result is wrong, or faster than the roof allows. */
  readonly refuted: number;
}

type Shown = Pick<Run, 'cells' | 'request'>;

/**
 * The contender that the others are compared with: the chosen one if the run has it, else the library that shares most
 * sizes with others by their clock, else the first contender. Null if there is nothing to compare.
 */
export function referenceOf({ cells, request }: Shown, chosen: string | null): string | null {
  const { contenders } = request;
  if (contenders.length < 2) return null;
  if (chosen !== null && contenders.includes(chosen)) return chosen;
  const libraries = contenders.filter((name) => contenderOf(parseVariant(name).id)?.kind === 'library');
  const counts = libraries.map((name) => comparable(name, cells));
  const most = Math.max(0, ...counts);
  return (most > 0 ? libraries[counts.indexOf(most)] : (libraries[0] ?? contenders[0])) ?? null;
}

/** How many cells of others are timed by the clock of a contender's cells. */
function comparable(name: string, cells: readonly Cell[]): number {
  const verified = cells.filter(({ status, summary }) => status === 'ok' && summary !== null);
  const clock = verified.find(({ contender }) => contender === name)?.summary?.clock;
  return clock === undefined ? 0 : verified.filter(({ summary }) => summary?.clock === clock).length;
}

/** @param known how the contenders compare by all samples, where the cells at hand lack theirs */
export function headlineOf(run: Shown, reference: string | null, known: readonly Against[] | null): Headline {
  const { cells, request } = run;
  const verified = cells.filter(({ status }) => status === 'ok');
  const spreads = verified.flatMap(({ summary }) => (summary ? [relativeIqrOf(summary)] : []));
  const against = known ?? (reference === null ? [] : speedsAgainst(reference, run));
  return {
    reference,
    best: against.reduce<Against | null>((best, one) => (best && best.speed >= one.speed ? best : one), null),
    noise: spreads.toSorted((a, b) => a - b)[Math.floor(spreads.length / 2)] ?? null,
    doubts: causesOf(verified, request.method),
    verified: verified.length,
    done: countDone(cells),
    total: cells.length,
    refuted: cells.filter(({ status }) => status === 'wrong' || status === 'rejected').length,
  };
}

/** Whether a contender is ahead of the one that it is compared with, behind it, or tied: 1 is within its interval. */
export function standingOf({
  speed,
  interval95,
}: Pick<Against, 'speed' | 'interval95'>): 'ahead' | 'tied' | 'behind' {
  const [low, high] = interval95 ?? [speed, speed];
  if (low > 1) return 'ahead';
  return high < 1 ? 'behind' : 'tied';
}

/** "1.31–1.37" of a mean; empty where its samples are not at hand. */
export function intervalText({ interval95 }: Pick<Against, 'interval95'>): string {
  if (!interval95) return '';
  return interval95.map((end) => (end >= 10 ? end.toFixed(1) : end.toFixed(2))).join('–');
}

/** "52 of 52", "51 of 52, 1 wrong" */
export function verifiedText({
  verified,
  total,
  refuted,
}: Pick<Headline, 'verified' | 'total' | 'refuted'>): string {
  const count = `${verified.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`;
  return refuted > 0 ? `${count}, ${refuted} refuted` : count;
}

// The final of a class of sizes: the finalists and the defaults measured again, at every problem that stands for it.
import { type Problem, parseVariant, problemKey } from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import type { Cell, Run } from '../types.ts';
import { looksOf } from '../verdict/looks.ts';
import { pairedRatio } from '../verdict/paired-ratio.ts';
import { lackOfPair } from '../verdict/pairs.ts';
import { geometricMean, type Incomparable, type Ratio } from '../verdict/ratio.ts';
import { MINIMUM_EFFECT, type Verdict, verdictsOf } from '../verdict/verdict.ts';
import { defaultsOf, isDefault, type Standings } from './standings.ts';
import type { TunedClass } from './tuning.ts';

/** The fastest variants of all, each with the defaults of its contender. */
const FINALISTS = 3;

/** A finalist against defaults, on fresh samples: those that chose it would flatter it. */
export interface FinalVerdict {
  readonly contender: string;
  readonly against: string;
  /** Over all problems of the class. */
  readonly verdict: Verdict;
  readonly sizes: readonly { readonly problem: Problem; readonly verdict: Verdict }[];
}

export interface Final {
  readonly run: Run;
  /** Each finalist against its own contender's defaults. */
  readonly own: readonly FinalVerdict[];
  /** Each finalist against the fastest defaults of all contenders. */
  readonly best: readonly FinalVerdict[];
}

/** By which ratio a cell differs without cause, less 1. */
export type NoiseOf = (cell: Cell) => number;

/**
 * The variants that may be faster than the defaults: the fastest of all, the fastest of each contender, and those that
 * an earlier final found faster, so that nothing is lost.
 */
export function finalistsOf({ ranked, dropped }: Standings, earlier: Final | null): string[] {
  const logOf = (name: string) => ranked.find(({ contender }) => contender === name)?.log.value;
  const promising = ranked.filter(({ contender, log }) => {
    const usual = logOf(defaultsOf(contender));
    return !isDefault(contender) && usual !== undefined && log.value < usual;
  });
  const names = preferred(promising).map(({ contender }) => contender);
  const firsts = [...Map.groupBy(names, defaultsOf).values()].flatMap((own) => own.slice(0, 1));
  const confirmed = earlier ? adoptable(earlier).map(({ contender }) => contender) : [];
  const isOut = new Set(dropped.map(({ contender }) => contender));
  return [...new Set([...confirmed, ...names.slice(0, FINALISTS), ...firsts])].filter(
    (name) => !isOut.has(name),
  );
}

/** What the newest final of a class that measured anything says; null if there is none. */
export function finalOf(
  { heats, problems }: TunedClass,
  { reference }: Standings,
  noiseOf: NoiseOf,
): Final | null {
  const run = heats.findLast(
    ({ request, cells }) => request.heat?.kind === 'final' && cells.some(({ status }) => status === 'ok'),
  );
  if (!run) return null;
  const finalists = run.request.contenders.filter((name) => !isDefault(name));
  const judge = (againstOf: (name: string) => string | null) =>
    judged(run, problems, finalists, againstOf, noiseOf);
  return { run, own: judge(defaultsOf), best: judge(() => reference) };
}

/** The finalists that are faster than their contender's defaults, and slower at no size: the best first. */
export function adoptable({ own }: Final): FinalVerdict[] {
  return preferred(
    withRatios(own).filter(
      ({ verdict, sizes }) =>
        verdict.verdict === 'FASTER' && sizes.every((size) => size.verdict.verdict !== 'SLOWER'),
    ),
  );
}

/** The best of the finalists that may be adopted, against the fastest defaults; null if those stand. */
export function winnerOf(final: Final): FinalVerdict | null {
  const may = new Set(adoptable(final).map(({ contender }) => contender));
  const faster = withRatios(final.best).filter(
    ({ contender, verdict }) => may.has(contender) && verdict.verdict === 'FASTER',
  );
  return preferred(faster)[0] ?? null;
}

function withRatios(verdicts: readonly FinalVerdict[]) {
  return verdicts.flatMap((one) => (one.verdict.ratio ? [{ ...one, ratio: one.verdict.ratio.ratio }] : []));
}

/** The fastest first; but of those that are as fast as makes no difference, the one with the fewest parameters. */
function preferred<T extends { readonly contender: string; readonly ratio: number }>(
  variants: readonly T[],
): T[] {
  const sorted = variants.toSorted((one, other) => one.ratio - other.ratio);
  const [best] = sorted;
  if (!best) return [];
  const isAsFast = ({ ratio }: T) => ratio <= best.ratio * (1 + MINIMUM_EFFECT);
  const count = ({ contender }: T) => Object.keys(parseVariant(contender).overrides).length;
  const near = sorted.filter(isAsFast).toSorted((one, other) => count(one) - count(other));
  return [...near, ...sorted.filter((one) => !isAsFast(one))];
}

function judged(
  run: Run,
  problems: readonly Problem[],
  finalists: readonly string[],
  againstOf: (name: string) => string | null,
  noiseOf: NoiseOf,
): FinalVerdict[] {
  const cellOf = (problem: Problem, contender: string) =>
    run.cells.find(({ id }) => id === cellId(problemKey(problem), contender));
  const compared = finalists.flatMap((contender) => {
    const against = againstOf(contender);
    if (against === null) return [];
    const sizes = problems.map((problem) => {
      const pair = [cellOf(problem, contender), cellOf(problem, against)] as const;
      return { problem, ratio: ratioOf(problem, pair), noiseFloor: pair[0] ? noiseOf(pair[0]) : 0 };
    });
    return [{ contender, against, sizes }];
  });
  const looks = looksOf(run.request);
  const bySize = verdictsOf(
    compared.flatMap(({ sizes }) => sizes),
    looks,
  );
  const overall = verdictsOf(
    compared.map(({ sizes }) => ({
      ratio: meanOf(sizes.map(({ ratio }) => ratio)),
      noiseFloor: Math.max(...sizes.map(({ noiseFloor }) => noiseFloor)),
    })),
    looks,
  );
  return compared.map(({ contender, against, sizes }, index) => ({
    contender,
    against,
    verdict: overall[index] as Verdict,
    sizes: sizes.map(({ problem }, place) => {
      return { problem, verdict: bySize[index * problems.length + place] as Verdict };
    }),
  }));
}

function ratioOf(problem: Problem, [candidate, baseline]: readonly [Cell | undefined, Cell | undefined]) {
  if (!candidate || !baseline) return { reason: 'it was not measured' };
  const reason = lackOfPair({ problem, contender: candidate.contender, candidate, baseline });
  return reason === null ? pairedRatio(candidate.samples, baseline.samples) : { reason };
}

/** What is not measured at every size is not compared. */
function meanOf(ratios: readonly (Ratio | Incomparable)[]): Ratio | Incomparable {
  const known = ratios.filter((ratio) => 'ratio' in ratio);
  const lack = ratios.find((ratio) => 'reason' in ratio);
  return lack ?? (known.length === 1 ? (known[0] as Ratio) : geometricMean(known));
}

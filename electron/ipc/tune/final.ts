// The finals of a class of sizes: the finalists and the defaults measured again, at every problem that stands for it.
import { type Problem, parseVariant, problemKey } from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import type { Cell, Run } from '../types.ts';
import { comparedRatio, type Judging } from '../verdict/judgement.ts';
import { looksOf } from '../verdict/looks.ts';
import { pairedRatio } from '../verdict/paired-ratio.ts';
import { geometricMean, type Incomparable, type Ratio, ratioOf, weightedMean } from '../verdict/ratio.ts';
import { type Comparison, MINIMUM_EFFECT, type Verdict, verdictsOf } from '../verdict/verdict.ts';
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

/** What the finals of a class say together. */
export interface Final {
  /** Oldest first. */
  readonly runs: readonly Run[];
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

/** What the finals of a class say; null if none measured anything. Variants that are out of the race are left out. */
export function finalOf(
  { heats, problems }: TunedClass,
  { reference, dropped }: Standings,
  noiseOf: NoiseOf,
): Final | null {
  const runs = heats.filter(
    ({ request, cells }) => request.heat?.kind === 'final' && cells.some(({ status }) => status === 'ok'),
  );
  if (runs.length === 0) return null;
  const isOut = new Set(dropped.map(({ contender }) => contender));
  const names = new Set(runs.flatMap(({ request }) => request.contenders));
  const finalists = [...names].filter((name) => !isDefault(name) && !isOut.has(name));
  const judge = (againstOf: (name: string) => string | null) =>
    judged(runs, problems, finalists, againstOf, noiseOf);
  return { runs, own: judge(defaultsOf), best: judge(() => reference) };
}

/** The finalists that are faster than their contender's defaults, and slower at no size: the best first. */
export function adoptable({ own }: Final): FinalVerdict[] {
  return preferred(withRatios(own).filter(isFaster));
}

function isFaster({ verdict, sizes }: FinalVerdict): boolean {
  return verdict.verdict === 'FASTER' && sizes.every((size) => size.verdict.verdict !== 'SLOWER');
}

/**
 * The best of the finalists that may be adopted, if it is faster than the fastest defaults, too, and slower at no size;
 * null if those stand.
 */
export function winnerOf(final: Final): FinalVerdict | null {
  const may = new Set(adoptable(final).map(({ contender }) => contender));
  return (
    preferred(withRatios(final.best).filter((one) => may.has(one.contender) && isFaster(one)))[0] ?? null
  );
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
  runs: readonly Run[],
  problems: readonly Problem[],
  finalists: readonly string[],
  againstOf: (name: string) => string | null,
  noiseOf: NoiseOf,
): FinalVerdict[] {
  const compared = finalists.flatMap((contender) => {
    const against = againstOf(contender);
    if (against === null) return [];
    const sizes = problems.map((problem) => ({
      problem,
      ...compare(runs, problem, contender, against, noiseOf),
    }));
    return [{ contender, against, sizes }];
  });
  // Each final is another chance of a false positive.
  const looks = runs.reduce((sum, { request }) => sum + looksOf(request), 0);
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

/** The ratio at a problem, from all finals that both took part in, each with the weight of its epochs. */
function compare(
  runs: readonly Run[],
  problem: Problem,
  contender: string,
  against: string,
  noiseOf: NoiseOf,
): Comparison {
  const idOf = (name: string) => cellId(problemKey(problem), name);
  const pairs = runs.flatMap(({ cells }) => {
    const candidate = cells.find(({ id }) => id === idOf(contender));
    const baseline = cells.find(({ id }) => id === idOf(against));
    return candidate && baseline ? [{ problem, contender, candidate, baseline }] : [];
  });
  const ratios = pairs.map((pair) => comparedRatio(pair, PAIRED));
  const known = ratios.filter((ratio) => 'ratio' in ratio);
  const noiseFloor = Math.max(0, ...pairs.map(({ candidate }) => noiseOf(candidate)));
  if (known.length === 0)
    return { ratio: ratios.find(isIncomparable) ?? { reason: 'it was not measured' }, noiseFloor };
  const logs = known.map(({ log }) => log);
  return { ratio: ratioOf(weightedMean(logs, ({ degrees }) => degrees + 1)), noiseFloor };
}

const PAIRED: Pick<Judging, 'ratioOf'> = {
  ratioOf: ({ candidate, baseline }) => pairedRatio(candidate.samples, baseline.samples),
};

function isIncomparable(ratio: Ratio | Incomparable): ratio is Incomparable {
  return 'reason' in ratio;
}

/** What is not measured at every size is not compared. */
function meanOf(ratios: readonly (Ratio | Incomparable)[]): Ratio | Incomparable {
  const known = ratios.filter((ratio) => 'ratio' in ratio);
  return ratios.find(isIncomparable) ?? (known.length === 1 ? (known[0] as Ratio) : geometricMean(known));
}

import {
  checkProblem,
  estimate,
  extentsOf,
  familyOf,
  inOrder,
  type OwnKernel,
  type Problem,
  type ProblemBase,
  problemKey,
  refusalOfOwn,
} from '../../../kernels/index.ts';
import { createRandom, type Random } from '../random.ts';
import { DISTRIBUTIONS, type Distribution } from './examination.ts';

/**
 * Why a problem is tried. `checked`: small, with every memory access checked; `given`: asked for; `random`: of any size up
 * to those; `held-out`: with extents beside the edges of blocks.
 */
export const REASONS = ['checked', 'given', 'random', 'held-out'] as const;
export type Reason = (typeof REASONS)[number];

/** One run of a kernel, with inputs of its own. */
export interface Trial {
  readonly reason: Reason;
  readonly problem: Problem;
  readonly distribution: Distribution;
  /** Of the inputs. */
  readonly seed: number;
}

/** How many problems of each kind are looked for in a round. */
const PROBLEMS: Readonly<Record<Exclude<Reason, 'given'>, number>> = { checked: 3, random: 4, 'held-out': 4 };
/** Most draws fail where a kernel requires much. */
const DRAWS = 2000;
/** A checked kernel makes tens of millions of accesses a second, and some for each operation. */
const MOST_CHECKED_FLOPS = 3e6;
/** What kernels divide extents by: larger ones are tried where no other extents are supported. */
const STEPS = [1, 8, 16, 32, 64, 128] as const;
const LARGEST_EDGE = 2 ** 16;

/**
 * What a kernel is tried with: the problems that are asked for, and others of the same fields that it supports and nobody
 * names beforehand. Each is tried with normal numbers and with one other kind, in turn; those that are asked for also with
 * infinities, if they allow them.
 * @param given at least one problem
 */
export function planTrials(
  kernel: OwnKernel,
  given: readonly Problem[],
  { seed, rounds }: { readonly seed: number; readonly rounds: number },
): Trial[] {
  const random = createRandom(seed, 'trials');
  const problems: [Reason, Problem][] = given.map((problem) => ['given', problem]);
  for (let round = 0; round < rounds; round++) {
    for (const [reason, count] of Object.entries(PROBLEMS) as [keyof typeof PROBLEMS, number][]) {
      problems.push(
        ...drawn(reason, count, kernel, given, random).map(
          (problem) => [reason, problem] as [Reason, Problem],
        ),
      );
    }
  }
  const trials = problems.flatMap(([reason, problem], index): Trial[] => {
    const kinds = reason === 'checked' ? ONLY_NORMAL : kindsFor(problem, index, reason === 'given');
    return kinds.map((distribution) => ({ reason, problem, distribution, seed: random.below(2 ** 32) }));
  });
  return trials.sort((a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason));
}

const ONLY_NORMAL = ['normal'] as const satisfies readonly Distribution[];

/** Normal numbers and one other kind in turn; and infinities wherever a given problem allows them. */
function kindsFor(problem: Problem, turn: number, isGiven: boolean): Distribution[] {
  const mayBeInfinite = familyOf(problem).infinities(problem) !== null;
  const others = DISTRIBUTIONS.filter(
    (kind) => kind !== 'normal' && (kind !== 'infinite' || (mayBeInfinite && !isGiven)),
  );
  const other = others[turn % others.length] as Distribution;
  return ['normal', other, ...(isGiven && mayBeInfinite ? ['infinite' as const] : [])];
}

/** Different problems that the kernel supports; fewer, or none, if they cannot be found. */
function drawn(
  reason: keyof typeof PROBLEMS,
  count: number,
  kernel: OwnKernel,
  given: readonly Problem[],
  random: Random,
): Problem[] {
  const found = new Map<string, Problem>();
  const most = Math.max(...given.flatMap((problem) => Object.values(extentsOf(problem))));
  for (let draw = 0; draw < DRAWS && found.size < count; draw++) {
    const base = given[random.below(given.length)] as Problem;
    // Extents that are kept fulfil what a kernel requires of them, but they are no others.
    const mayKeep = draw * STEPS.length * 2 > DRAWS;
    const step = STEPS[Math.floor((draw * STEPS.length) / DRAWS)] as number;
    const extents = Object.entries(extentsOf(base)).map(([name, own]) => {
      const isKept = mayKeep && random.below(3) === 0;
      return [name, isKept ? own : Math.ceil(extentFor(reason, most, random) / step) * step] as const;
    });
    const asked: ProblemBase = { ...base, ...Object.fromEntries(extents) };
    if (checkProblem(asked).length > 0) continue;
    const problem = inOrder(asked as Problem);
    if (isTooLarge(reason, problem, given) || refusalOfOwn(kernel, problem) !== null) continue;
    found.set(problemKey(problem), problem);
  }
  return [...found.values()];
}

/** An extent, small ones as likely as large ones. */
function extentFor(reason: keyof typeof PROBLEMS, most: number, random: Random): number {
  const any = Math.round(most ** random.unit());
  if (reason === 'random') return any;
  const edge = Math.min(LARGEST_EDGE, 2 ** Math.round(Math.log2(Math.max(2, any))));
  return Math.max(1, edge + (random.below(2) === 0 ? -1 : 1));
}

/** Nothing takes longer than what is asked for, and checks take a moment. */
function isTooLarge(reason: Reason, problem: Problem, given: readonly Problem[]): boolean {
  const { flops, bytes } = estimate(problem);
  if (reason === 'checked') return Math.max(flops, bytes) > MOST_CHECKED_FLOPS;
  return flops > Math.max(...given.map((one) => estimate(one).flops));
}

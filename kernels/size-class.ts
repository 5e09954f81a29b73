import { familyOf, type Problem } from './families.ts';
import { optionsOf } from './field.ts';
import { apartExtents, extentsOf, squareExtents } from './labels.ts';

/** Bounds of the classes of work, and their names. The unit is FLOP, or bytes where bandwidth limits the rate. */
const WORK = [
  { below: 1e6, name: (unit: string) => `below 1 M${unit}` },
  { below: 1e8, name: (unit: string) => `1 to 100 M${unit}` },
  { below: 1e10, name: (unit: string) => `0.1 to 10 G${unit}` },
  { below: Number.POSITIVE_INFINITY, name: (unit: string) => `10 G${unit} and more` },
] as const;
/** An extent of at most this part of the largest is short: a tile that suits a square covers all of it. */
const SHORT = 1 / 8;

/**
 * The class of problems that one configuration is tuned for; equal classes have equal names. Problems of a class have
 * their operation, data types and options in common, their work to two orders of magnitude, the extents that are short
 * beside the largest, and those that are not part of the size, such as a head dimension, to a power of two. Options that
 * are numbers do not count, but as far as they make up the work.
 *
 * "gemm f32, 1 to 100 MFLOP", "gemm f16, 0.1 to 10 GFLOP, short m, transposeB=true", "attention f32, below 1 MFLOP, d ≤ 64"
 */
export function sizeClassOf(problem: Problem): string {
  const family = familyOf(problem);
  const extents = extentsOf(family.complete(problem));
  const options = optionsOf(family.fields, problem).filter(
    ([name]) => family.fields[name]?.kind !== 'number',
  );
  const isRequired = ([name]: [string, unknown]) => family.fields[name]?.default === undefined;
  const square = squareExtents(family);
  const largest = Math.max(...square.map((name) => extents[name] as number));
  return [
    [family.name, ...options.filter(isRequired).map(([, value]) => value)].join(' '),
    workOf(problem),
    ...square.filter((name) => (extents[name] as number) <= SHORT * largest).map((name) => `short ${name}`),
    ...apartExtents(family)
      .filter((name) => extents[name] !== family.fields[name]?.default)
      .map((name) => `${name} ≤ ${2 ** Math.ceil(Math.log2(extents[name] as number))}`),
    ...options.filter((option) => !isRequired(option)).map(([name, value]) => `${name}=${value}`),
  ].join(', ');
}

/** The problem's work: FLOPs, or bytes where bandwidth limits the rate. */
export function workAmount(problem: Problem): number {
  const family = familyOf(problem);
  const { flops, bytes } = family.estimate(problem);
  return family.limit(problem) === 'bandwidth' ? bytes : flops;
}

function workOf(problem: Problem): string {
  const unit = familyOf(problem).limit(problem) === 'bandwidth' ? 'B' : 'FLOP';
  const amount = workAmount(problem);
  return (WORK.find(({ below }) => amount < below) ?? WORK[3]).name(unit);
}

/** Most problems that stand for a class. */
const MOST_REPRESENTATIVES = 3;

/** The classes of some problems, each with those that stand for it: by their work the middle one, and both ends. */
export function sizeClasses(problems: readonly Problem[]): { name: string; problems: Problem[] }[] {
  return [...Map.groupBy(problems, sizeClassOf)].map(([name, own]) => {
    const sorted = own.toSorted((one, other) => workAmount(one) - workAmount(other));
    const middle = sorted[Math.floor(sorted.length / 2)] as Problem;
    const chosen = new Set([middle, sorted[0] as Problem, sorted.at(-1) as Problem]);
    return { name, problems: [...chosen].slice(0, MOST_REPRESENTATIVES) };
  });
}

import { type Fraction, fraction, inverse, minus, times, toNumber } from './fraction.ts';

/**
 * F(m, r): `m` outputs of a filter with `r` elements from α = m + r − 1 inputs with α products, as y = output · ((weights
 * · g) ∘ (input · d)). Rows are in the order of the points, infinity last.
 */
export interface Transforms {
  /** Outputs and elements of the filter. */
  readonly m: number;
  readonly r: number;
  /** [α, α], of inputs. */
  readonly input: readonly (readonly number[])[];
  /** [α, r], of the filter. */
  readonly weights: readonly (readonly number[])[];
  /** [m, α], of the products. */
  readonly output: readonly (readonly number[])[];
}

const ONE = fraction(1);
const ZERO = fraction(0);

/**
 * Cook and Toom's algorithm, which Winograd's minimal filtering is in one dimension: both polynomials are evaluated at
 * α − 1 points and at infinity, multiplied there, and interpolated. What is written here is its transpose, as a filter
 * is one (Blahut, Fast Algorithms for Signal Processing, chapter 5).
 * @param points m + r − 2 different ones
 */
export function cookToom(m: number, r: number, points: readonly Fraction[]): Transforms {
  const size = m + r - 1;
  if (points.length !== size - 1) throw new RangeError(`F(${m}, ${r}) needs ${size - 1} points.`);
  const others = (point: Fraction) => points.filter((other) => other !== point);
  const atInfinity = (columns: number) =>
    Array.from({ length: columns }, (_, i) => (i === columns - 1 ? 1 : 0));
  const finite = points.map((point) => {
    const scale = inverse(others(point).reduce((product, other) => times(product, minus(point, other)), ONE));
    return {
      input: [...coefficients(others(point)), ZERO],
      weights: powers(point, r).map((power) => times(power, scale)),
      output: powers(point, m),
    };
  });
  const outputs = [...finite.map(({ output }) => output.map(toNumber)), atInfinity(m)];
  return {
    m,
    r,
    input: [...finite.map(({ input }) => input), coefficients(points)].map((row) => row.map(toNumber)),
    weights: [...finite.map(({ weights }) => weights.map(toNumber)), atInfinity(r)],
    output: Array.from({ length: m }, (_, i) => outputs.map((column) => column[i] as number)),
  };
}

/** The coefficients of the product of x − root over all roots, the constant first. */
function coefficients(roots: readonly Fraction[]): Fraction[] {
  let polynomial = [ONE];
  for (const root of roots) {
    const shifted = [ZERO, ...polynomial];
    polynomial = shifted.map((higher, i) => minus(higher, times(root, polynomial[i] ?? ZERO)));
  }
  return polynomial;
}

/** 1, x, x², … */
function powers(x: Fraction, count: number): Fraction[] {
  const all = [ONE];
  while (all.length < count) all.push(times(all.at(-1) as Fraction, x));
  return all;
}

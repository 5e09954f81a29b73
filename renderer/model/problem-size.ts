import {
  extentName,
  extentsLabel,
  extentsOf,
  familyOf,
  optionsLabel,
  type Problem,
  sideOf,
  squareExtents,
} from '../../kernels/index.ts';

export { sizeLabel } from '../../kernels/index.ts';

interface Magnitude {
  readonly size: number;
  /** The product of all extents. */
  readonly volume: number;
}

/** Kept, because the cells of a large run are sorted and placed by their problems again and again. */
const MAGNITUDES = new WeakMap<Problem, Magnitude>();

function magnitudeOf(problem: Problem): Magnitude {
  const known = MAGNITUDES.get(problem);
  if (known) return known;
  const volume = Object.values(extentsOf(problem)).reduce((product, extent) => product * extent, 1);
  const magnitude = { size: familyOf(problem).size(problem), volume };
  MAGNITUDES.set(problem, magnitude);
  return magnitude;
}

/** The value on the size axis; for a square problem, its side. */
export function sizeOf(problem: Problem): number {
  return magnitudeOf(problem).size;
}

export function isSquare(problem: Problem): boolean {
  return sideOf(problem) !== null;
}

/** "SGEMM · 512 × 512 × 512 · A transposed" */
export function problemLabel(problem: Problem): string {
  const title = familyOf(problem).title(problem);
  return [title, extentsLabel(problem, ' × '), optionsLabel(problem)].filter(Boolean).join(' · ');
}

/** For sorting: by size, and problems of one size by all of their extents. */
export function compareSizes(a: Problem, b: Problem): number {
  const [left, right] = [magnitudeOf(a), magnitudeOf(b)];
  return left.size - right.size || left.volume - right.volume;
}

/** The axis that problems of one family are plotted against. */
export interface SizeAxis {
  /** "Size: M = N = K", for rectangles "Size: cube root of M·N·K", or "Size: M" if nothing else differs. */
  readonly title: string;
  placeOf(problem: Problem): number;
}

const ROOTS: Readonly<Record<number, string>> = { 2: 'square root of', 3: 'cube root of' };

export function sizeAxisOf(problems: readonly Problem[]): SizeAxis {
  const [first] = problems;
  if (!first) return { title: '', placeOf: sizeOf };
  const extents = problems.map(extentsOf);
  const differing = Object.keys(extents[0] ?? {}).filter(
    (name) => new Set(extents.map((one) => one[name])).size > 1,
  );
  const [only] = differing;
  if (only !== undefined && differing.length === 1)
    return { title: `Size: ${extentName(only)}`, placeOf: (problem) => extentsOf(problem)[only] ?? 0 };
  const names = squareExtents(familyOf(first)).map(extentName);
  const root = problems.every(isSquare) ? undefined : ROOTS[names.length];
  return { title: `Size: ${root ? `${root} ${names.join('·')}` : names.join(' = ')}`, placeOf: sizeOf };
}

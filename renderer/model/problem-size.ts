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

/** The value on the size axis; for a square problem, its side. */
export function sizeOf(problem: Problem): number {
  return familyOf(problem).size(problem);
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
  return sizeOf(a) - sizeOf(b) || volumeOf(a) - volumeOf(b);
}

function volumeOf(problem: Problem): number {
  return Object.values(extentsOf(problem)).reduce((product, extent) => product * extent, 1);
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

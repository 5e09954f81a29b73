import {
  extentName,
  extentsLabel,
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

const ROOTS: Readonly<Record<number, string>> = { 2: 'square root of', 3: 'cube root of' };

/** The title of the size axis: "Size: M = N = K", or for rectangles "Size: cube root of M·N·K". */
export function sizeTitle(problem: Problem, isRectangular: boolean): string {
  const names = squareExtents(familyOf(problem)).map(extentName);
  return `Size: ${isRectangular ? `${ROOTS[names.length] ?? ''} ${names.join('·')}` : names.join(' = ')}`;
}

import {
  type ParameterValue,
  type Problem,
  parametersOf,
  parseVariant,
  variantName,
} from '../../kernels/index.ts';
import type { SizeAxis } from './problem-size.ts';

/** The axis of the problem size. */
export const SIZE_AXIS = 'size';

/** The place of a cell: its value on the horizontal axis, and its line. */
interface Place {
  readonly x: number;
  readonly line: string;
}

/** A numeric parameter that a run can be plotted against. */
export interface ParameterAxis {
  readonly name: string;
  readonly label: string;
}

/** The numeric parameters with more than one value among a run's contenders. */
export function parameterAxes(contenders: readonly string[]): ParameterAxis[] {
  const values = new Map<string, { label: string; numbers: Set<number> }>();
  for (const contender of contenders) {
    for (const [name, value] of Object.entries(parseVariant(contender).overrides)) {
      if (typeof value !== 'number') continue;
      const label = parametersOf(contender)[name]?.label ?? name;
      const known = values.get(name) ?? { label, numbers: new Set() };
      values.set(name, { ...known, numbers: known.numbers.add(value) });
    }
  }
  return [...values].flatMap(([name, { label, numbers }]) => (numbers.size > 1 ? [{ name, label }] : []));
}

/** The requested axis if the run has it, else the size. */
export function axisOf(contenders: readonly string[], requested: string): string {
  return parameterAxes(contenders).some(({ name }) => name === requested) ? requested : SIZE_AXIS;
}

/**
 * The place of a cell: at the size of its problem on the line of its contender, or at the value of a parameter on the
 * line of the contender without that parameter. Null if the contender does not have the parameter.
 */
export function placeOf(
  { problem, contender }: { problem: Problem; contender: string },
  axis: string,
  sizes: SizeAxis,
): Place | null {
  if (axis === SIZE_AXIS) return { x: sizes.placeOf(problem), line: contender };
  const variant = parseVariant(contender);
  const { [axis]: x, ...rest }: Readonly<Record<string, ParameterValue>> = variant.overrides;
  return typeof x === 'number' ? { x, line: variantName({ ...variant, overrides: rest }) } : null;
}

/** The lines of a run, in the order of its contenders. */
export function linesOf(contenders: readonly string[], axis: string): string[] {
  if (axis === SIZE_AXIS) return [...contenders];
  const variants = contenders
    .map(parseVariant)
    .filter(({ overrides }) => typeof overrides[axis] === 'number');
  const withoutAxis = variants.map(({ overrides: { [axis]: _, ...overrides }, ...variant }) =>
    variantName({ ...variant, overrides }),
  );
  return [...new Set(withoutAxis)];
}

import {
  type ParameterValue,
  type Problem,
  parametersOf,
  parseVariant,
  variantName,
} from '../../kernels/index.ts';
import { sizeOf } from './problem-size.ts';

/** The problem's size. */
export const SIZE_AXIS = 'size';

/** Where a cell stands on the horizontal axis, and on whose line. */
interface Place {
  readonly x: number;
  readonly line: string;
}

/** A number that variants of a run's contenders differ in. */
export interface ParameterAxis {
  readonly name: string;
  readonly label: string;
}

/** Parameters that a run can be drawn against: numbers of which contenders carry more than one. */
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

/** The axis that is asked for where a run has it, else the size. */
export function axisOf(contenders: readonly string[], asked: string): string {
  return parameterAxes(contenders).some(({ name }) => name === asked) ? asked : SIZE_AXIS;
}

/**
 * The place of a cell: at its problem's size on its contender's line, or at its value of a parameter on the line of what
 * its contender is without it. Null where it does not carry the parameter.
 */
export function placeOf(
  { problem, contender }: { problem: Problem; contender: string },
  axis: string,
): Place | null {
  if (axis === SIZE_AXIS) return { x: sizeOf(problem), line: contender };
  const { id, overrides } = parseVariant(contender);
  const { [axis]: x, ...rest }: Readonly<Record<string, ParameterValue>> = overrides;
  return typeof x === 'number' ? { x, line: variantName({ id, overrides: rest }) } : null;
}

/** The lines of a run's contenders, in their order. */
export function linesOf(contenders: readonly string[], axis: string): string[] {
  if (axis === SIZE_AXIS) return [...contenders];
  const carriers = contenders
    .map(parseVariant)
    .filter(({ overrides }) => typeof overrides[axis] === 'number');
  return [
    ...new Set(
      carriers.map(({ id, overrides: { [axis]: _, ...rest } }) => variantName({ id, overrides: rest })),
    ),
  ];
}

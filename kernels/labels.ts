import { familyOf, type Problem } from './families.ts';
import { extentsOf, type FieldTable, type FieldValue, optionsOf } from './field.ts';

/** "512×512×512", "1024×1024×64". */
export function extentsLabel(problem: Problem, sign = '×'): string {
  return extentsOf(familyOf(problem).fields, problem).join(sign);
}

/**
 * The shortest text that tells the size: "512" for a square problem, "1024, D 64" where an extent is none of those
 * that make the square, "128 × 256 × 512" for any other.
 */
export function sizeLabel(problem: Problem): string {
  const { fields } = familyOf(problem);
  const side = sideOf(problem);
  if (side === null) return extentsLabel(problem, ' × ');
  const values = problem as unknown as Readonly<Record<string, FieldValue>>;
  const apart = apartExtents(fields).map((name) => `${name.toUpperCase()} ${values[name]}`);
  return [side, ...apart].join(', ');
}

/** The one number of a problem whose extents are equal, but for those that stand apart; null for any other problem. */
export function sideOf(problem: Problem): number | null {
  const { fields } = familyOf(problem);
  const values = problem as unknown as Readonly<Record<string, number>>;
  const sides = new Set(squareExtents(fields).map((name) => values[name] as number));
  return sides.size === 1 ? ([...sides][0] as number) : null;
}

/** "M × N × K": the names of the extents in the order that sizes are written in. */
export function extentNames({ fields }: { readonly fields: FieldTable }, sign = ' × '): string {
  return [...squareExtents(fields), ...apartExtents(fields)].map((name) => name.toUpperCase()).join(sign);
}

/** "A transposed, Batch 4": what a problem is asked for beyond its data type and its size. */
export function optionsLabel(problem: Problem): string {
  const { fields } = familyOf(problem);
  return optionsOf(fields, problem)
    .filter(([name]) => name !== 'dtype')
    .map(([name, value]) => {
      const label = fields[name]?.label ?? name;
      return value === true ? label : `${label} ${value}`;
    })
    .join(', ');
}

/** Extents that one number sets all of: 512 is 512×512×512. */
export function squareExtents(fields: FieldTable): string[] {
  return extents(fields).filter((name) => usualOf(fields, name) === undefined);
}

/** Extents that have a usual value of their own, and that one number leaves alone: an attention's head dimension. */
export function apartExtents(fields: FieldTable): string[] {
  return extents(fields).filter((name) => usualOf(fields, name) !== undefined);
}

/** The value of an extent that stands apart, unless another is asked for. */
export function usualOf(fields: FieldTable, name: string): number | undefined {
  const field = fields[name];
  return field?.kind === 'number' ? field.usual : undefined;
}

function extents(fields: FieldTable): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.isExtent);
}

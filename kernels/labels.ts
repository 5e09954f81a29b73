import { familyOf, type Problem } from './families.ts';
import type { Family } from './family.ts';
import { type FieldTable, fieldValues, optionsOf, writtenExtents } from './field.ts';

/** The extents of a problem by name, with those that it leaves at their defaults. */
export function extentsOf(problem: Problem): Readonly<Record<string, number>> {
  const { fields } = familyOf(problem);
  const values = fieldValues(problem);
  return Object.fromEntries(
    namesOfExtents(fields).map((name) => [name, (values[name] ?? fields[name]?.default) as number]),
  );
}

/** "512×512×512", "1024×1024×64". */
export function extentsLabel(problem: Problem, sign = '×'): string {
  return writtenExtents(familyOf(problem).fields, problem)
    .map(([, extent]) => extent)
    .join(sign);
}

/**
 * The shortest text for the size: "512" for a square problem, "1024, D 64" if one extent is not part of the square, "128
 * × 256 × 512" for any other problem.
 */
export function sizeLabel(problem: Problem): string {
  const side = sideOf(problem);
  if (side === null) return extentsLabel(problem, ' × ');
  const family = familyOf(problem);
  const values = fieldValues(problem);
  const apart = apartExtents(family)
    .filter((name) => (values[name] ?? family.fields[name]?.default) !== family.fields[name]?.default)
    .map((name) => `${extentName(name)} ${values[name]}`);
  return apart.length > 1 ? extentsLabel(problem, ' × ') : [side, ...apart].join(', ');
}

/**
 * The size of a square problem, whose extents are equal except for those that are not part of the square; else null.
 */
export function sideOf(problem: Problem): number | null {
  const values = fieldValues(problem);
  const sides = new Set(squareExtents(familyOf(problem)).map((name) => values[name] as number));
  return sides.size === 1 ? ([...sides][0] as number) : null;
}

/** A title for problems of one family: "SGEMM", or "Attention f32" if they have several titles. */
export function titleOf(problems: readonly Problem[]): string {
  const [first] = problems;
  if (!first) return '';
  const family = familyOf(first);
  const titles = new Set(problems.map((problem) => family.title(problem)));
  const { dtype = '' } = fieldValues(first);
  return titles.size === 1 ? family.title(first) : `${family.label} ${dtype}`.trim();
}

/** "M × N × K": the names of the extents in the order that sizes are written in. */
export function extentNames({ fields }: { readonly fields: FieldTable }, sign = ' × '): string {
  return namesOfExtents(fields).map(extentName).join(sign);
}

/** "M × N": the names of the extents that `extentsLabel` writes of at least one of these problems of a family. */
export function extentsTitle(problems: readonly Problem[], sign = ' × '): string {
  return problems
    .map((problem) => writtenExtents(familyOf(problem).fields, problem).map(([name]) => extentName(name)))
    .reduce((most, names) => (names.length > most.length ? names : most), [])
    .join(sign);
}

/** "A transposed, Batch 4": a problem's options other than those that its title tells, which have to be chosen. */
export function optionsLabel(problem: Problem): string {
  const { fields } = familyOf(problem);
  return optionsOf(fields, problem)
    .filter(([name]) => fields[name]?.default !== undefined)
    .map(([name, value]) => {
      const label = fields[name]?.label ?? name;
      return value === true ? label : `${label} ${value}`;
    })
    .join(', ');
}

/** The name of an extent for display: a letter in upper case, a word unchanged. */
export function extentName(name: string): string {
  return name.length === 1 ? name.toUpperCase() : name;
}

type Extended = Pick<Family, 'fields' | 'square'>;

/** The extents that make up a square: 512 is 512×512×512. */
export function squareExtents(family: Extended): readonly string[] {
  return extentsApart(family).square;
}

/** The extents that are not part of the square, such as the head dimension of attention. */
export function apartExtents(family: Extended): readonly string[] {
  return extentsApart(family).apart;
}

interface Extents {
  readonly square: readonly string[];
  readonly apart: readonly string[];
}

/** By family, because every label of a size asks. */
const EXTENTS = new WeakMap<Extended, Extents>();

function extentsApart(family: Extended): Extents {
  const known = EXTENTS.get(family);
  if (known) return known;
  const [one, two] = [family.square(1), family.square(2)];
  const names = namesOfExtents(family.fields);
  const made = {
    square: names.filter((name) => one[name] !== two[name]),
    apart: names.filter((name) => one[name] === two[name]),
  };
  EXTENTS.set(family, made);
  return made;
}

/** By table, which has dozens of other fields. */
const NAMES = new WeakMap<FieldTable, readonly string[]>();

function namesOfExtents(fields: FieldTable): readonly string[] {
  const known = NAMES.get(fields);
  if (known) return known;
  const names = Object.keys(fields).filter((name) => fields[name]?.isExtent);
  NAMES.set(fields, names);
  return names;
}

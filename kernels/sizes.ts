import { familyOf, type Problem } from './families.ts';
import type { Family } from './family.ts';
import { checkField, type NumberField } from './field.ts';
import type { Issue } from './issue.ts';
import { extentName } from './labels.ts';
import { beginsLinked, readLinked } from './linked-sizes.ts';
import { parseRange, type SizeRange, tooMany, valuesOf } from './size-range.ts';

/** The extents of one problem by name: m, n and k of a product. */
export type Extents = Readonly<Record<string, number>>;

/** Most sizes that one text may name, so that a range with a wrong step does not run for days. */
export const MAX_SIZES = 4096;

type Parsed = { readonly sizes: Extents[] } | { readonly issues: Issue[] };

/** The numbers of an example, as many as a family has extents. */
const EXAMPLE = [512, 256, 128, 64, 32, 16, 8, 4, 2] as const;

/**
 * Parses sizes: `64` is a square problem, `512x256x128` is M×N×K, `64:512:64` is the squares from 64 to at most 512 in
 * steps of 64 (of 1 if no step is given), `64:512:pow2` is the powers of two among them, and commas join them. An extent
 * may be a range too: `1:64x4096x4096`. Extents that are named may follow from others: `m=64:512:64,n=4m,k=m`; a semicolon
 * ends these (see readLinked()). Other families have their own extents, as many as they are, in the order of their
 * table; the last may be left out if they have defaults. An extent that one number leaves
 * alone may be `given`. A family may read a notation of its own. Sizes are in the order written, with repetitions.
 * Returns every mistake, each with the part of
 * the text and what was expected.
 */
export function parseSizes(
  text: string,
  op: Problem['op'] = 'gemm',
  given: Partial<Extents> = {},
): { sizes: Extents[] } | { issues: Issue[] } {
  const dimensions = dimensionsOf(op, given);
  if (text.trim() === '') return { issues: [badSyntax('', dimensions)] };
  const sizes: Extents[] = [];
  const issues: Issue[] = [];
  let count = 0;
  for (const item of itemsOf(text)) {
    const parsed = beginsLinked(item)
      ? readLinked(item, { ...dimensions, most: MAX_SIZES })
      : readItem(item.trim(), dimensions);
    if ('issues' in parsed) {
      issues.push(...parsed.issues);
      continue;
    }
    count += parsed.sizes.length;
    if (count <= MAX_SIZES) sizes.push(...parsed.sizes); // more are only counted
  }
  if (count > MAX_SIZES) issues.push(tooMany(count, MAX_SIZES));
  return issues.length > 0 ? { issues } : { sizes };
}

/** What commas join, and from the first extent that is named to the next semicolon, all of it as one item. */
function itemsOf(text: string): string[] {
  return text.split(';').flatMap((part) => {
    const items = part.split(',');
    const first = items.findIndex(beginsLinked);
    return first < 0 ? items : [...items.slice(0, first), items.slice(first).join(',')];
  });
}

/** The extents of a family, and what one number stands for. */
interface Dimensions {
  readonly extents: readonly (readonly [name: string, field: NumberField])[];
  readonly given: Partial<Extents>;
  square(size: number): Extents;
  readonly parseSize: Family['parseSize'];
}

function dimensionsOf(op: Problem['op'], given: Partial<Extents>): Dimensions {
  const family = familyOf({ op });
  const extents = Object.entries(family.fields).filter(([, field]) => field.isExtent) as [
    string,
    NumberField,
  ][];
  const known = Object.fromEntries(extents.flatMap(([name]) => (given[name] ? [[name, given[name]]] : [])));
  const { parseSize } = family;
  return { extents, given: known, square: (size) => ({ ...family.square(size), ...known }), parseSize };
}

function badSyntax(item: string, { extents }: Dimensions): Issue {
  const names = extents.map(([name, field], at) => {
    const text = `${at > 0 ? 'x' : ''}${extentName(name)}`;
    return isOptional(field) ? `[${text}]` : text;
  });
  const example = EXAMPLE.slice(0, extents.length).join('x');
  const own = extents.length > 1 ? ` or ${names.join('')} (${example})` : '';
  const expected = `sizes (64), ranges (64:512:64, 64:512:pow2)${own}, separated by commas`;
  return { parameter: 'sizes', value: `"${item}"`, expected };
}

function isOptional({ default: value }: NumberField): boolean {
  return value !== undefined;
}

function readItem(item: string, dimensions: Dimensions): Parsed {
  const own = dimensions.parseSize?.(item);
  if (own) return 'issues' in own ? own : { sizes: [{ ...dimensions.given, ...own.values } as Extents] };
  const parts = item.split(/[x×]/i).map(parseRange);
  if (parts.some((part) => part === null)) return { issues: [badSyntax(item, dimensions)] };
  const known = parts as (number | SizeRange)[];
  const { extents } = dimensions;
  const fewest = extents.filter(([, field]) => !isOptional(field)).length;
  if (known.length === 1) return readSquares(dimensions, known[0] as number | SizeRange);
  if (known.length >= fewest && known.length <= extents.length) return readProduct(dimensions, known);
  return { issues: [badSyntax(item, dimensions)] };
}

/** A size has to be valid for every extent that it stands for. */
function checkSize(parameter: string, size: number, { extents, square }: Dimensions): Issue | null {
  const changing = extents.filter(([name]) => square(1)[name] !== square(2)[name]);
  const issues = changing.map(([, field]) => checkField(parameter, field, size));
  return issues.find((issue) => issue !== null) ?? null;
}

function readSquares(dimensions: Dimensions, part: number | SizeRange): Parsed {
  const check = (parameter: string, size: number) => checkSize(parameter, size, dimensions);
  if (typeof part === 'number') {
    const issue = check('size', part);
    return issue ? { issues: [issue] } : { sizes: [dimensions.square(part)] };
  }
  const read = valuesOf(part, MAX_SIZES, check);
  return 'issues' in read ? read : { sizes: read.values.map((size) => dimensions.square(size)) };
}

/** Every combination of the extents' values, the last extent changing first. */
function readProduct(dimensions: Dimensions, parts: readonly (number | SizeRange)[]): Parsed {
  const read = parts.map((part, at) => {
    const [, field] = dimensions.extents[at] as Dimensions['extents'][number];
    const check = (parameter: string, value: number) => checkField(parameter, field, value);
    return typeof part === 'number' ? { values: [part] } : valuesOf(part, MAX_SIZES, check);
  });
  const issues = read.flatMap((one) => ('issues' in one ? one.issues : []));
  if (issues.length > 0) return { issues };
  const columns = read.flatMap((one) => ('values' in one ? [one.values] : []));
  const count = columns.reduce((product, values) => product * values.length, 1);
  if (count > MAX_SIZES) return { issues: [tooMany(count, MAX_SIZES)] };
  const rows = columns.reduce<number[][]>(
    (before, values) => before.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
  // What is wrong with an extent is wrong in every combination.
  const sizes = rows.map((values) => readExtents(dimensions, values));
  const wrong = sizes.find((one) => 'issues' in one);
  return wrong ?? { sizes: sizes.flatMap((one) => ('sizes' in one ? one.sizes : [])) };
}

/** Extents in the table's order; those that are left out are given, or have their defaults. */
function readExtents({ extents, given }: Dimensions, values: readonly number[]): Parsed {
  const issues = extents.slice(0, values.length).flatMap(([name, field], at) => {
    const value = values[at] as number;
    const other = given[name] ?? value;
    const expected = `${value}, as in the sizes`;
    return (
      checkField(name, field, value) ?? (other === value ? [] : { parameter: name, value: other, expected })
    );
  });
  if (issues.length > 0) return { issues };
  const named = values.map((value, at) => [extents[at]?.[0] as string, value]);
  return { sizes: [{ ...given, ...Object.fromEntries(named) }] };
}

import { familyOf, type Problem } from './families.ts';
import type { Family } from './family.ts';
import { checkField, type NumberField } from './field.ts';
import type { Issue } from './issue.ts';
import { extentName } from './labels.ts';

/** The extents of one problem by name: m, n and k of a product. */
export type Extents = Readonly<Record<string, number>>;

/** Most sizes that one text may name, so that a range with a wrong step does not run for days. */
export const MAX_SIZES = 4096;

type Parsed = { readonly sizes: Extents[] } | { readonly issues: Issue[] };

/** Any number, such as -1, 1.5 or 1e9: what is out of range is refused as such, not as bad syntax. */
const NUMBER = /^\s*[+-]?\d+(?:\.\d+)?(?:e\+?\d+)?\s*$/i;

/** The numbers of an example, as many as a family has extents. */
const EXAMPLE = [512, 256, 128, 64, 32, 16, 8, 4, 2] as const;

/**
 * Parses sizes: `64` is a square problem, `512x256x128` is M×N×K, `64:512:64` is the squares from 64 to at most 512 in
 * steps of 64 (of 1 if no step is given), and commas join them. Other families have their own extents, as many as they
 * are, in the order of their table; the last may be left out if they have defaults. An extent that one number leaves
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
  for (const item of text.split(',')) {
    const parsed = readItem(item.trim(), dimensions);
    if ('issues' in parsed) {
      issues.push(...parsed.issues);
      continue;
    }
    count += parsed.sizes.length;
    if (count <= MAX_SIZES) sizes.push(...parsed.sizes); // more are only counted
  }
  if (count > MAX_SIZES) issues.push(tooMany(count));
  return issues.length > 0 ? { issues } : { sizes };
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
  const expected = `sizes (64), ranges (64:512:64)${own}, separated by commas`;
  return { parameter: 'sizes', value: `"${item}"`, expected };
}

function isOptional({ default: value }: NumberField): boolean {
  return value !== undefined;
}

function readItem(item: string, dimensions: Dimensions): Parsed {
  const own = dimensions.parseSize?.(item);
  if (own) return 'issues' in own ? own : { sizes: [{ ...dimensions.given, ...own.values } as Extents] };
  const values = numbersOf(item, /[x×]/i);
  if (values?.length === 1) return readSquare(dimensions, values[0] as number);
  const { extents } = dimensions;
  const fewest = extents.filter(([, field]) => !isOptional(field)).length;
  if (values && values.length >= fewest && values.length <= extents.length) {
    return readExtents(dimensions, values);
  }
  const [start, stop, step = 1, ...more] = numbersOf(item, ':') ?? [];
  if (start === undefined || stop === undefined || more.length > 0) {
    return { issues: [badSyntax(item, dimensions)] };
  }
  return readRange(dimensions, { start, stop, step });
}

/** The numbers between separators; null if something else is there. */
function numbersOf(text: string, separator: string | RegExp): number[] | null {
  const parts = text.split(separator);
  return parts.every((part) => NUMBER.test(part)) ? parts.map(Number) : null;
}

/** A size has to be valid for every extent that it stands for. */
function checkSize(parameter: string, size: number, { extents, square }: Dimensions): Issue | null {
  const changing = extents.filter(([name]) => square(1)[name] !== square(2)[name]);
  const issues = changing.map(([, field]) => checkField(parameter, field, size));
  return issues.find((issue) => issue !== null) ?? null;
}

function readSquare(dimensions: Dimensions, size: number): Parsed {
  const issue = checkSize('size', size, dimensions);
  return issue ? { issues: [issue] } : { sizes: [dimensions.square(size)] };
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

function readRange(
  dimensions: Dimensions,
  { start, stop, step }: { start: number; stop: number; step: number },
): Parsed {
  const issues = Object.entries({ start, stop, step }).map(([name, value]) =>
    checkSize(name, value, dimensions),
  );
  if (stop < start) {
    issues.push({ parameter: 'stop', value: stop, expected: `at least the start (${start})` });
  }
  const found = issues.filter((issue) => issue !== null);
  if (found.length > 0) return { issues: found };
  const count = Math.floor((stop - start) / step) + 1;
  if (count > MAX_SIZES) return { issues: [tooMany(count)] };
  return { sizes: Array.from({ length: count }, (_, index) => dimensions.square(start + index * step)) };
}

function tooMany(count: number): Issue {
  return { parameter: 'sizes', value: `${count} sizes`, expected: `at most ${MAX_SIZES} sizes` };
}

import { familyOf, type Problem } from './families.ts';
import { checkField, type NumberField } from './field.ts';
import type { Issue } from './issue.ts';
import { extentName } from './labels.ts';

/** The extents of one problem by name: m, n and k of a product. */
export type Extents = Readonly<Record<string, number>>;

/** Most sizes that one text may name, so that a range with a wrong step does not run for days. */
export const MAX_SIZES = 4096;

type Parsed = { readonly sizes: Extents[] } | { readonly issues: Issue[] };

/** Any number, such as -1, 1.5 or 1e9: what is out of range is refused as such, not as bad syntax. */
const NUMBER = String.raw`([+-]?\d+(?:\.\d+)?(?:e\+?\d+)?)`;

/** The forms of one item between commas. */
const FORMS = [
  { pattern: form('N'), read: readSquare },
  { pattern: form('N[x×]N[x×]N'), read: readTriple },
  { pattern: form('N:N(?::N)?'), read: readRange },
] as const;

/**
 * Parses sizes: `64` is a square problem, `512x256x128` is M×N×K, `64:512:64` is the squares from 64 to at most 512 in
 * steps of 64 (of 1 if no step is given), and commas join them. Other families have their own extents, in the order of
 * their table; an extent that one number leaves alone may be `given`. Sizes are in the order written, with repetitions.
 * Returns every mistake, each with the part of the text and what was expected.
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

function form(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('N', String.raw`\s*${NUMBER}\s*`)}$`, 'i');
}

/** The extents of a family, and what one number stands for. */
interface Dimensions {
  readonly extents: readonly (readonly [name: string, field: NumberField])[];
  readonly given: Partial<Extents>;
  square(size: number): Extents;
}

function dimensionsOf(op: Problem['op'], given: Partial<Extents>): Dimensions {
  const family = familyOf({ op });
  const extents = Object.entries(family.fields).filter(([, field]) => field.isExtent) as [
    string,
    NumberField,
  ][];
  const known = Object.fromEntries(extents.flatMap(([name]) => (given[name] ? [[name, given[name]]] : [])));
  return { extents, given: known, square: (size) => ({ ...family.square(size), ...known }) };
}

function badSyntax(item: string, { extents }: Dimensions): Issue {
  return { parameter: 'sizes', value: `"${item}"`, expected: sizesSyntax(extents.map(([name]) => name)) };
}

function sizesSyntax(extents: readonly string[]): string {
  const names = extents.map(extentName);
  return `sizes (64), ranges (64:512:64) or ${names.join('x')} (512x256x128), separated by commas`;
}

function readItem(item: string, dimensions: Dimensions): Parsed {
  for (const { pattern, read } of FORMS) {
    const numbers = pattern.exec(item)?.slice(1);
    if (numbers) return read(dimensions, ...(numbers as [string, string, string]));
  }
  return { issues: [badSyntax(item, dimensions)] };
}

/** A size has to be valid for every extent that it stands for. */
function checkSize(parameter: string, size: number, { extents, square }: Dimensions): Issue | null {
  const changing = extents.filter(([name]) => square(1)[name] !== square(2)[name]);
  const issues = changing.map(([, field]) => checkField(parameter, field, size));
  return issues.find((issue) => issue !== null) ?? null;
}

function readSquare(dimensions: Dimensions, text: string): Parsed {
  const size = Number(text);
  const issue = checkSize('size', size, dimensions);
  return issue ? { issues: [issue] } : { sizes: [dimensions.square(size)] };
}

function readTriple({ extents, given }: Dimensions, ...texts: [string, string, string]): Parsed {
  const values = extents.map(([name, field], index) => ({ name, field, value: Number(texts[index]) }));
  const issues = values.flatMap(({ name, field, value }) => {
    const other = given[name] ?? value;
    const expected = `${value}, as in the sizes`;
    return (
      checkField(name, field, value) ?? (other === value ? [] : { parameter: name, value: other, expected })
    );
  });
  if (issues.length > 0) return { issues };
  return { sizes: [Object.fromEntries(values.map(({ name, value }) => [name, value]))] };
}

function readRange(dimensions: Dimensions, startText: string, stopText: string, stepText = '1'): Parsed {
  const [start, stop, step] = [startText, stopText, stepText].map(Number) as [number, number, number];
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

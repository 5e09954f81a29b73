import { type Expression, parseExpression } from './expression/expression.ts';
import { checkField, type NumberField } from './field.ts';
import type { Issue } from './issue.ts';
import { parseRange, tooMany, valuesOf } from './size-range.ts';

type Numbers = Readonly<Record<string, number>>;

/** The extents of a family, those that are given beside the sizes, and how many sizes one text may name. */
interface Dimensions {
  readonly extents: readonly (readonly [name: string, field: NumberField])[];
  readonly given: Partial<Numbers>;
  readonly most: number;
}

/** A value of an extent: a number, or what it follows from. */
type Choice = number | { readonly text: string; readonly expression: Expression };

interface Axis {
  readonly name: string;
  readonly texts: string[];
}

const NAMED = /^\s*([a-z]\w*)\s*=(.*)$/is;

/** Whether a part of sizes names an extent: `m=64`. */
export function beginsLinked(text: string): boolean {
  return NAMED.test(text);
}

/**
 * Reads extents by name, in any order: `m=64:512:64,n=4m,k=m`. A value is a number, a range or an expression over the
 * other extents (see parseExpression()), and what has no name is one more value of the extent before it: `m=1,2,4,n=4096`.
 * Every combination is a size, the extent named last changing first. Extents that have defaults or are given may be left
 * out. Returns every mistake that does not depend on the combination, or those of the first combination that has some.
 */
export function readLinked(text: string, dimensions: Dimensions): { sizes: Numbers[] } | { issues: Issue[] } {
  const { axes, issues } = axesOf(text, dimensions);
  const columns = axes.map(({ name, texts }) => {
    const read = texts.map((one) => readChoices(name, one, dimensions));
    issues.push(...read.flatMap((one) => ('issues' in one ? one.issues : [])));
    return read.flatMap((one) => ('choices' in one ? one.choices : []));
  });
  issues.push(...missing(axes, dimensions));
  const count = columns.reduce((product, { length }) => product * length, 1);
  if (issues.length === 0 && count > dimensions.most) issues.push(tooMany(count, dimensions.most));
  if (issues.length > 0) return { issues };
  const rows = columns.reduce<Choice[][]>(
    (before, choices) => before.flatMap((row) => choices.map((choice) => [...row, choice])),
    [[]],
  );
  const sizes = rows.map((row) =>
    resolve(new Map(row.map((one, at) => [axes[at]?.name ?? '', one])), dimensions),
  );
  const wrong = sizes.find((one) => 'issues' in one);
  return wrong ?? { sizes: sizes.flatMap((one) => ('size' in one ? [one.size] : [])) };
}

function axesOf(text: string, { extents }: Dimensions): { axes: Axis[]; issues: Issue[] } {
  const axes: Axis[] = [];
  const issues: Issue[] = [];
  for (const part of text.split(',')) {
    const [, written, value = ''] = NAMED.exec(part) ?? [];
    if (written === undefined) {
      axes.at(-1)?.texts.push(part.trim());
      continue;
    }
    const name = extents.find(([known]) => known.toLowerCase() === written.toLowerCase())?.[0];
    const names = extents.map(([known]) => known).join(', ');
    if (name === undefined) issues.push({ parameter: 'extent', value: written, expected: names });
    else if (axes.some((axis) => axis.name === name)) {
      const expected = `${name} once; a semicolon ends sizes with named extents`;
      issues.push({ parameter: 'extent', value: part.trim(), expected });
    }
    axes.push({ name: name ?? written, texts: [value.trim()] });
  }
  return { axes, issues };
}

function readChoices(
  name: string,
  text: string,
  { extents, most }: Dimensions,
): { choices: readonly Choice[] } | { issues: Issue[] } {
  const field = extents.find(([known]) => known === name)?.[1];
  if (!field) return { choices: [] }; // reported already
  const range = parseRange(text);
  if (range !== null) {
    const check = (parameter: string, value: number) => checkField(parameter, field, value);
    if (typeof range !== 'number') {
      const read = valuesOf(range, most, check);
      return 'issues' in read ? read : { choices: read.values };
    }
    const issue = check(name, range);
    return issue ? { issues: [issue] } : { choices: [range] };
  }
  const others = extents
    .map(([known]) => known.toLowerCase())
    .filter((known) => known !== name.toLowerCase());
  const parsed = parseExpression(text, others, 'number');
  if ('expression' in parsed) return { choices: [{ text, expression: parsed.expression }] };
  const { value, expected } = parsed.issue;
  return {
    issues: [
      { parameter: name, value: `${text}, with ${value}`, expected: `${expected}, or a range (64:512:64)` },
    ],
  };
}

function missing(axes: readonly Axis[], { extents, given }: Dimensions): Issue[] {
  const required = extents.filter(
    ([name, field]) => field.default === undefined && given[name] === undefined,
  );
  const names = required.map(([name]) => name).filter((name) => axes.every((axis) => axis.name !== name));
  return names.map((name) => ({
    parameter: name,
    value: undefined,
    expected: `a value, such as ${name}=64`,
  }));
}

/** A size from a value of each extent, with those that are given. */
function resolve(
  row: ReadonlyMap<string, Choice>,
  { extents, given }: Dimensions,
): { size: Numbers } | { issues: Issue[] } {
  const known: Record<string, number> = {};
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) known[name.toLowerCase()] = value;
  const left = new Map(row);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [name, choice] of left) {
      const isKnown = typeof choice === 'number' || choice.expression.names.every((one) => one in known);
      if (!isKnown) continue;
      known[name.toLowerCase()] = typeof choice === 'number' ? choice : choice.expression.evaluate(known);
      left.delete(name);
    }
  }
  if (left.size > 0) return { issues: [...left].map(([name, choice]) => unresolved(name, choice)) };
  const size = extents.flatMap(([name]) => {
    const value = known[name.toLowerCase()];
    return value === undefined ? [] : [[name, value] as const];
  });
  const issues = size.flatMap(([name, value]) => issuesOf(name, value, row.get(name), { extents, given }));
  return issues.length > 0 ? { issues } : { size: Object.fromEntries(size) };
}

function unresolved(name: string, choice: Choice): Issue {
  const value = typeof choice === 'number' ? choice : choice.text;
  return { parameter: name, value, expected: 'an expression of extents that do not follow from it in turn' };
}

function issuesOf(
  name: string,
  value: number,
  choice: Choice | undefined,
  { extents, given }: Pick<Dimensions, 'extents' | 'given'>,
): Issue[] {
  const field = extents.find(([known]) => known === name)?.[1] as NumberField;
  const parameter = typeof choice === 'object' ? `${name} = ${choice.text}` : name;
  const issue = checkField(parameter, field, value);
  if (issue) return [issue];
  const other = given[name] ?? value;
  return other === value ? [] : [{ parameter: name, value: other, expected: `${value}, as in the sizes` }];
}

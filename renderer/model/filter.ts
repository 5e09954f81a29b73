import type { Cell, Run } from '../../electron/ipc/types.ts';
import { extentsOf, type Issue, type Problem, parseExpression, type Values } from '../../kernels/index.ts';
import { keyOf } from './cells.ts';
import { dimensionsOf, fieldOf } from './dimension.ts';

/** What a filter leaves of a run. */
export interface Filtered {
  /** The keys of the problems that are shown; null for all of them. */
  readonly keys: ReadonlySet<string> | null;
  /** What is wrong with the filter, with the place; all problems are shown then. */
  readonly issue: Issue | null;
}

const ALL: Filtered = { keys: null, issue: null };

/** The cells of a problem by their contenders. */
type Group = ReadonlyMap<string, Cell>;

/** What a filter may ask of a contender: `ratio(cblas)`. NaN where it has no such figure, which fulfils nothing. */
const FIGURES: Readonly<Record<string, (group: Group, contender: string) => number>> = {
  /** How many times as fast as it the fastest other is. */
  ratio: (group, contender) => fastestOther(group, contender) / rateOf(group.get(contender)),
  rate: (group, contender) => rateOf(group.get(contender)),
  ms: (group, contender) => (group.get(contender)?.summary?.medianNs ?? Number.NaN) / 1e6,
  error: (group, contender) => group.get(contender)?.verification?.maxRelativeError ?? Number.NaN,
};

function rateOf(cell: Cell | undefined): number {
  return cell?.status === 'ok' && cell.summary ? cell.summary.gflops : Number.NaN;
}

/** By the same clock. */
function fastestOther(group: Group, contender: string): number {
  const clock = group.get(contender)?.summary?.clock;
  const rates = [...group.values()]
    .filter((cell) => cell.contender !== contender && cell.summary?.clock === clock)
    .map(rateOf)
    .filter((rate) => !Number.isNaN(rate));
  return rates.length > 0 ? Math.max(...rates) : Number.NaN;
}

const CALL = new RegExp(`\\b(${Object.keys(FIGURES).join('|')})\\(([^()\\s]+)\\)`, 'gi');

/** The last filter of each run, because its chart and its table ask for the same. */
const LAST = new WeakMap<readonly Cell[], { readonly filter: string; readonly filtered: Filtered }>();

/**
 * The problems of a run that a filter shows: a condition over their extents, other numbers, and figures of contenders,
 * such as `n%64==0`, `ratio(cblas)<1` or `m>=256 && k==n`. See parseExpression().
 */
export function visibleProblems(
  { cells, request }: Pick<Run, 'cells' | 'request'>,
  filter: string,
): Filtered {
  if (filter.trim() === '') return ALL;
  const known = LAST.get(cells);
  if (known?.filter === filter) return known.filtered;
  const filtered = problemsOf(cells, request, filter);
  LAST.set(cells, { filter, filtered });
  return filtered;
}

/** The cells that a filter shows. */
export function visibleCells(run: Pick<Run, 'cells' | 'request'>, filter: string): readonly Cell[] {
  const { keys } = visibleProblems(run, filter);
  return keys ? run.cells.filter((cell) => keys.has(keyOf(cell))) : run.cells;
}

function problemsOf(
  cells: readonly Cell[],
  { contenders, problems }: Pick<Run['request'], 'contenders' | 'problems'>,
  filter: string,
): Filtered {
  const [first] = problems;
  if (!first) return ALL;
  // A call becomes a name that is as long as it, so that mistakes keep their places.
  const calls = new Map<string, { text: string; valueIn: (group: Group) => number }>();
  const text = filter.replace(CALL, (call, figure: string, name: string) => {
    const contender = contenders.find((one) => one.toLowerCase() === name.toLowerCase());
    const read = FIGURES[figure.toLowerCase()];
    if (contender === undefined || !read) return call;
    const alias = `${call.slice(0, -1).replaceAll(/\W/g, '_')}_`.toLowerCase();
    calls.set(alias, { text: call, valueIn: (group) => read(group, contender) });
    return alias;
  });
  const names = numbersOf(first, problems);
  const parsed = parseExpression(
    text,
    [...names.map((name) => name.toLowerCase()), ...calls.keys()],
    'condition',
  );
  const example = `${Object.keys(FIGURES)[0]}(${contenders.at(-1)})`;
  if ('issue' in parsed) return { keys: null, issue: written(parsed.issue, filter, calls, example) };
  const { expression } = parsed;
  const groups = groupsOf(cells);
  const keys = [...groups].flatMap(([key, group]) => {
    const [one] = group.values();
    if (!one) return [];
    const values: Values = Object.fromEntries(
      expression.names.map((name) => [
        name,
        calls.get(name)?.valueIn(group) ?? numberOf(one.problem, names, name),
      ]),
    );
    return expression.evaluate(values) === 1 ? [key] : [];
  });
  if (keys.length > 0) return { keys: new Set(keys), issue: null };
  const value = `none of ${groups.size} sizes`;
  return {
    keys: null,
    issue: { parameter: filter, value, expected: 'a condition that some of them fulfil' },
  };
}

/** The names of extents, and of the other numbers in which problems differ. */
function numbersOf(first: Problem, problems: Problem[]): string[] {
  const others = dimensionsOf({ problems, contenders: [] }).filter(({ isNumeric }) => isNumeric);
  return [...new Set([...Object.keys(extentsOf(first)), ...others.map(({ name }) => name)])];
}

function numberOf(problem: Problem, names: readonly string[], lowered: string): number {
  const name = names.find((one) => one.toLowerCase() === lowered) ?? lowered;
  return Number(fieldOf(problem, name) ?? Number.NaN);
}

function groupsOf(cells: readonly Cell[]): Map<string, Map<string, Cell>> {
  const groups = new Map<string, Map<string, Cell>>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const group = groups.get(key) ?? new Map<string, Cell>();
    groups.set(key, group.set(cell.contender, cell));
  }
  return groups;
}

/** The issue, with names spelled as in the filter. */
function written(
  { value, expected }: Issue,
  filter: string,
  calls: ReadonlyMap<string, { readonly text: string }>,
  example: string,
): Issue {
  const inWords = (text: string) =>
    [...calls].reduce((whole, [alias, call]) => whole.replaceAll(alias, call.text), text);
  const names = expected.replace(' or "("', `, ${example} or "("`);
  return { parameter: filter, value: inWords(String(value)), expected: inWords(names) };
}

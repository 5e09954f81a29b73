import { type SuiteLabel, suiteOf } from '../../electron/ipc/history/suite.ts';
import type { RunHeader } from '../../electron/ipc/types.ts';

/** The runs of a suite, or those that are pinned. */
export interface RunGroup {
  /** Of the suite; PINNED of the pinned ones. */
  readonly key: string;
  readonly title: string;
  /** What else its runs have in common. */
  readonly detail: string;
  /** Newest first. */
  readonly runs: readonly RunHeader[];
}

export const PINNED = 'pinned';

/** A line of the navigator. */
export type NavigatorRow =
  | { readonly kind: 'group'; readonly group: RunGroup; readonly isFolded: boolean }
  | { readonly kind: 'run'; readonly run: RunHeader };

/** Heights in pixels, as in styles/navigator.css. */
export const ROW_PX = { group: 32, run: 48 } as const;

/** Pinned runs, then the others by suite, the suite of the newest run first. */
export function groupsOf(headers: readonly RunHeader[]): RunGroup[] {
  const pinned = headers.filter((run) => run.pinned);
  const suites = [
    ...Map.groupBy(
      headers.filter((run) => !run.pinned),
      (run) => keyOf(run),
    ),
  ];
  const labels = suites.map(([, runs]) => labelOf(runs[0] as RunHeader));
  const groups = suites.map(([key, runs], index): RunGroup => {
    const own = labels[index] as SuiteLabel;
    const detail = [own.device, own.system, own.method].join(' · ');
    return { key, title: titleOf(own, labels), detail, runs };
  });
  const title = 'Pinned';
  return pinned.length > 0 ? [{ key: PINNED, title, detail: '', runs: pinned }, ...groups] : groups;
}

/** The operation of a suite, and what tells it from the others of that operation. */
function titleOf(own: SuiteLabel, all: readonly SuiteLabel[]): string {
  const alike = all.filter(({ operation }) => operation === own.operation);
  const apart = (['device', 'system', 'method'] as const).filter((part) =>
    alike.some((other) => other[part] !== own[part]),
  );
  return [own.operation, ...apart.map((part) => own[part])].join(' · ');
}

/** The lines of some groups. While something is looked for, none is folded. */
export function rowsOf(groups: readonly RunGroup[], folded: readonly string[]): NavigatorRow[] {
  return groups.flatMap((group): NavigatorRow[] => {
    const isFolded = folded.includes(group.key);
    const runs = isFolded ? [] : group.runs.map((run) => ({ kind: 'run', run }) as const);
    return [{ kind: 'group', group, isFolded }, ...runs];
  });
}

/** The runs that have every word of a query in their name, suite, status or tags; `#tag` is a tag's beginning. */
export function matchRuns(headers: readonly RunHeader[], query: string): readonly RunHeader[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return headers;
  return headers.filter((run) => {
    const tags = run.tags.map((tag) => tag.toLowerCase());
    const text = textOf(run);
    return words.every((word) =>
      word.startsWith('#') ? tags.some((tag) => tag.startsWith(word.slice(1))) : text.includes(word),
    );
  });
}

/** What is looked for in a run, in lower case. */
function textOf(run: RunHeader): string {
  const { operation, device, system } = labelOf(run);
  return [run.name, operation, device, system, run.status, ...run.tags].join('\n').toLowerCase();
}

/** Kept by the request, which stays the same while a run is renamed and measured. */
const SUITES = new WeakMap<RunHeader['request'], ReturnType<typeof suiteOf>>();

function suiteOfRun(run: RunHeader): ReturnType<typeof suiteOf> {
  const known = SUITES.get(run.request) ?? suiteOf(run);
  SUITES.set(run.request, known);
  return known;
}

const keyOf = (run: RunHeader) => suiteOfRun(run).key;
const labelOf = (run: RunHeader) => suiteOfRun(run).label;

/** The next run, after the one at an index, whose name begins with what was typed; -1 if none does. */
export function typedAhead(rows: readonly NavigatorRow[], from: number, typed: string): number {
  const wanted = typed.toLowerCase();
  const begins = (row: NavigatorRow | undefined) =>
    row?.kind === 'run' && row.run.name.toLowerCase().startsWith(wanted);
  // Of one letter, the one after; while a word grows, the same one may still fit.
  const first = typed.length > 1 ? 0 : 1;
  for (let step = first; step <= rows.length; step++) {
    const index = (from + step) % rows.length;
    if (begins(rows[index])) return index;
  }
  return -1;
}

/** Tags as they are typed, with commas between them. */
export function readTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().replace(/^#/, '').slice(0, 40));
  return [...new Set(tags.filter(Boolean))].slice(0, 20);
}

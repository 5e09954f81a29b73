import { bundleText } from '../bundle.ts';
import type { Run } from '../types.ts';
import { actionText } from './action-benchmark.ts';
import { chromeTraceText } from './chrome-trace.ts';
import { csvText } from './csv.ts';
import { googleBenchmarkText } from './google-benchmark.ts';
import { nvbenchText } from './nvbench.ts';
import { publishedTableText } from './published-table.ts';
import { pullRequestSummaryText } from './pull-request-summary.ts';

/** What a run can be written as. README.md says what each has, and what is lost. */
interface Format {
  readonly label: string;
  /** Ends of file names that choose it; the longest that fits decides. */
  readonly extensions: readonly string[];
  /** The text of a run that is over. Throws when the run violates its schema. */
  readonly text: (run: Run) => string;
}

/** The formats of runs by name; import reads the first four. */
export const FORMATS = {
  bundle: { label: 'Tilescope’s own, with everything', extensions: ['.json'], text: bundleText },
  csv: { label: 'a row for each sample', extensions: ['.csv'], text: csvText },
  'google-benchmark': {
    label: 'for its compare.py',
    extensions: ['.gbench.json'],
    text: googleBenchmarkText,
  },
  nvbench: { label: 'for its nvbench-compare', extensions: ['.nvbench.json'], text: nvbenchText },
  'bigger-is-better': {
    label: 'rates for github-action-benchmark',
    extensions: [],
    text: (run) => actionText(run, 'bigger'),
  },
  'smaller-is-better': {
    label: 'times for github-action-benchmark',
    extensions: [],
    text: (run) => actionText(run, 'smaller'),
  },
  'chrome-trace': {
    label: 'samples for Perfetto and chrome://tracing',
    extensions: ['.trace.json', '.trace'],
    text: chromeTraceText,
  },
  'markdown-table': {
    label: 'sizes across, as Metal FlashAttention has it',
    extensions: [],
    text: publishedTableText,
  },
  markdown: { label: 'a summary for pull requests', extensions: ['.md'], text: pullRequestSummaryText },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

/** The format that the name of a file asks for, by the longest end that fits; null if none does. */
export function formatOfFile<T extends string>(
  path: string,
  formats: Readonly<Record<T, Pick<Format, 'extensions'>>>,
): T | null {
  const name = path.toLowerCase();
  const names = Object.keys(formats) as T[];
  const ends = names.flatMap((format) => formats[format].extensions.map((end) => ({ format, end })));
  const fitting = ends.filter(({ end }) => name.endsWith(end)).sort((a, b) => b.end.length - a.end.length);
  return fitting[0]?.format ?? null;
}

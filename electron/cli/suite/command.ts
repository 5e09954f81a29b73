import { type CellHistory, historyOf } from '../../ipc/history/history.ts';
import { bySuite, isInHistory, type Suite, suiteOf } from '../../ipc/history/suite.ts';
import type { Run, RunHeader } from '../../ipc/types.ts';
import type { RunStore } from '../../store/run-store.ts';
import { outputName, prepareOutputs } from '../output-file.ts';
import { type NumberRange, parseOptions, readNumber, readPath } from '../parse-options.ts';
import { findRun, openRuns } from '../runs/open-runs.ts';
import { createPainter } from '../terminal/paint.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { writeJson } from '../write-outputs.ts';
import { chooseHistories } from './choose-histories.ts';
import { historyRecord } from './history-record.ts';
import { historyText } from './history-text.ts';
import { suitesText } from './suites-text.ts';

export const SUITE_OPTIONS = {
  contender: { type: 'string' },
  size: { type: 'string' },
  against: { type: 'string' },
  last: { type: 'string' },
  json: { type: 'string' },
  'fail-on-regression': { type: 'boolean' },
} as const;

const LAST = { min: 1, max: 1_000_000, whole: true, unit: '' } as const satisfies NumberRange;

/** The runs of one suite, oldest first, without samples. */
interface SuiteRuns {
  readonly suite: Suite;
  readonly runs: readonly Run[];
}

/** `tilescope suite [RUN]`: the suites of the store, or what the cells of one did over its runs. */
export async function suiteCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, SUITE_OPTIONS, true);
  const [reference, ...others] = positionals;
  if (others.length > 0 || (reference === undefined && Object.keys(values).length > 0)) {
    throw new UsageError('suite: expected one run of a suite, as tilescope runs lists them, or latest');
  }
  const last = values.last === undefined ? null : readNumber('last', values.last, LAST);
  const jsonPath = readPath('json', values.json);
  await prepareOutputs([jsonPath]);
  const paint = createPainter(process.stdout);
  const store = openRuns();
  try {
    const headers = store.headers();
    if (reference === undefined) {
      console.log(suitesText(bySuite(headers.filter(isInHistory)), paint));
      return EXIT_CODES.ok;
    }
    const { suite, runs } = readSuite(store, headers, findRun(headers, reference), last);
    const against = values.against ?? null;
    if (against !== null) checkReference(against, runs);
    const histories = chooseHistories(historyOf(runs, against), values);
    console.log(historyText(suite, runs, histories, against, paint));
    if (jsonPath !== null) {
      await writeJson(historyRecord(suite, runs, histories, against), jsonPath);
      console.log(`\nHistory  ${outputName(jsonPath)}`);
    }
    return values['fail-on-regression'] && histories.some(hasRegressed) ? EXIT_CODES.failed : EXIT_CODES.ok;
  } finally {
    store.dispose();
  }
}

/** The newest `last` runs of the suite of a run. */
function readSuite(
  store: RunStore,
  headers: readonly RunHeader[],
  named: RunHeader,
  last: number | null,
): SuiteRuns {
  const suite = suiteOf(named);
  const own = headers.filter((header) => isInHistory(header) && suiteOf(header).key === suite.key);
  const runs = own.slice(0, last ?? own.length).flatMap(({ id }) => store.outline(id) ?? []);
  return { suite, runs: runs.reverse() };
}

/** Throws UsageError for a reference that no run has. */
function checkReference(against: string, runs: readonly Run[]): void {
  const names = [...new Set(runs.flatMap(({ request }) => request.contenders))];
  if (!names.includes(against))
    throw new UsageError(`--against ${against}: expected ${names.join(', ') || 'a run that is over'}`);
}

/** Whether the newest change of a cell is one for the worse. */
function hasRegressed({ changes }: CellHistory): boolean {
  const newest = changes.at(-1);
  return newest !== undefined && newest.ratio > 1;
}

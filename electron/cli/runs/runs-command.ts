import { formatItems, formatMoment } from '../../ipc/figures.ts';
import { isHeatOf } from '../../ipc/tune/tuning.ts';
import type { RunHeader } from '../../ipc/types.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import type { RunStore } from '../../store/run-store.ts';
import { listedRuns } from '../../store/tunings.ts';
import { parseOptions } from '../parse-options.ts';
import { columns } from '../terminal/layout.ts';
import { createPainter } from '../terminal/paint.ts';
import { findTuning } from '../tune/find-tuning.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { openRuns, shortId } from './open-runs.ts';

export const RUNS_OPTIONS = { all: { type: 'boolean' }, tuning: { type: 'string' } } as const;

/** `tilescope runs`: the runs of the store, newest first, with the ids that other commands take. */
export async function runsCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values } = parseOptions(parameters, RUNS_OPTIONS);
  if (values.all && values.tuning !== undefined) throw new UsageError('--all --tuning: expected one of them');
  const store = openRuns();
  try {
    const headers = chosenRuns(store, values);
    const hidden = values.tuning === undefined ? store.headers().length - headers.length : 0;
    const paint = createPainter(process.stdout);
    const styles = ['strong', 'quiet', 'plain', 'plain', 'quiet', 'plain'] as const;
    const lines = headers.length > 0 ? columns(headers.map(rowOf), styles, paint) : ['No runs yet.'];
    const left = `Without ${formatItems(hidden, 'heat')} of tunings: --all lists them, tilescope tune --list the tunings`;
    const notes = [...(hidden > 0 ? [left] : []), `Kept in ${store.file}`];
    console.log([...lines, '', ...notes.map((note) => paint('quiet', visibleLine(note)))].join('\n'));
    return EXIT_CODES.ok;
  } finally {
    store.dispose();
  }
}

function chosenRuns(
  store: RunStore,
  { all, tuning: name }: { readonly all?: boolean; readonly tuning?: string },
): RunHeader[] {
  if (name === undefined) return all ? store.headers() : listedRuns(store);
  const tuning = findTuning(store, name);
  return store.headers().filter((header) => isHeatOf(tuning, header));
}

function rowOf({ id, startedAt, status, cellCount, doneCount, environment, name }: RunHeader): string[] {
  return [
    shortId(id),
    formatMoment(startedAt),
    status,
    `${doneCount} of ${cellCount} cells`,
    visibleLine(environment.device.name),
    visibleLine(name),
  ];
}

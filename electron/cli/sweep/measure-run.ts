import { isDone } from '../../ipc/cell.ts';
import type { CellUpdate } from '../../ipc/cell-update.ts';
import type { ComputeClient } from '../../ipc/compute-client.ts';
import { doneCells, type Progress } from '../../ipc/compute-protocol.ts';
import { FORMATS } from '../../ipc/formats/formats.ts';
import type { CellStatus, Run } from '../../ipc/types.ts';
import { visibleLine, visibleText } from '../../ipc/visible-text.ts';
import type { RunStore } from '../../store/run-store.ts';
import { outputName, writeOutput } from '../output-file.ts';
import { shortId } from '../runs/open-runs.ts';
import { onInterruption } from '../terminal/interruptions.ts';
import { createPainter } from '../terminal/paint.ts';
import { EXIT_CODES, type ExitCode } from '../usage-error.ts';
import { writeBundle, writeReport } from '../write-outputs.ts';
import type { RunOutputs } from './output-options.ts';
import { createProgressDisplay } from './progress-display.ts';
import { environmentText, resultsText } from './run-text.ts';

/** Width of output that is not a terminal, in characters: fits the full table of the quick sweep. */
const DEFAULT_WIDTH = 120;
/** Cells that fail the command; a contender that is not available here does not. */
const FAILED: readonly CellStatus[] = ['wrong', 'failed', 'rejected'];

/**
 * Measures what is left of a run that is in the store, keeps cells there as they arrive, prints the table, and writes
 * the files. Throws CommandError.
 */
export async function measureRun(
  compute: ComputeClient,
  store: RunStore,
  { id, name, environment }: Run,
  outputs: RunOutputs,
): Promise<ExitCode> {
  const paint = createPainter(process.stdout);
  const tell = outputs.isQuiet ? () => undefined : (text: string) => console.log(text);
  tell(`${paint('strong', visibleLine(name))}\n${environmentText(environment, paint)}\n`);
  await measureInto(compute, store, stored(store, id), outputs.isQuiet);
  const run = stored(store, id);
  tell(resultsText(run, process.stdout.columns || DEFAULT_WIDTH, paint));
  const written = await writeFiles(run, outputs);
  if (written.length > 0) tell(`\n${written.join('\n')}`);
  await tellHowKept(run, store, outputs, tell);
  return exitCodeOf(run);
}

/** Measures what is left of a run in the store, and shows how far it is unless it is quiet. Signals interrupt it. */
export async function measureInto(
  compute: ComputeClient,
  store: RunStore,
  run: Run,
  isQuiet: boolean,
): Promise<void> {
  const display = isQuiet ? null : createProgressDisplay(process.stderr, createPainter(process.stderr), run);
  await measureFollowed(compute, store, run, { ...display, onInterruption });
  display?.close();
}

/** Who follows a measurement. */
export interface Follower {
  progress?(progress: Progress): void;
  /** Cells that changed. */
  cells?(changed: readonly CellUpdate[]): void;
  /** Keeps what interrupts the measurement; returns what forgets it. */
  onInterruption(interrupt: () => void): () => void;
}

/** Measures what is left of a run in the store. An interruption cancels it between two rounds; a second one stops it at once. */
export async function measureFollowed(
  compute: ComputeClient,
  store: RunStore,
  run: Run,
  follower: Follower,
): Promise<void> {
  const { id: runId, request: sweep, environment } = run;
  const stopListening = compute.onEvent((event) => {
    if (event.type === 'progress') follower.progress?.(event.progress);
    if (event.type === 'roof') store.setRoof(runId, event.roof);
    if (event.type === 'programs') store.keepPrograms(runId, event.kept);
    if (event.type !== 'cells') return;
    store.saveCells(runId, event.updates);
    follower.cells?.(event.updates);
  });
  let isCancelled = false;
  const interrupt = () => {
    if (isCancelled) compute.kill();
    else void compute.request('cancel', { runId });
    isCancelled = true;
  };
  const unsubscribe = follower.onInterruption(interrupt);
  const done = doneCells(run.cells);
  const programs = store.programsToMeasure(runId);
  const result = await compute.request('sweep', { runId, sweep, environment, done, programs });
  unsubscribe();
  stopListening();
  const status = result.ok ? result.value.status : isCancelled ? 'cancelled' : 'interrupted';
  const failure = result.ok || isCancelled ? null : result.error;
  store.close(runId, { status, failure, finishedAt: new Date().toISOString() });
}

function stored(store: RunStore, runId: string): Run {
  const run = store.run(runId);
  if (!run) throw new Error(`run ${runId} was deleted while it was measured`);
  return run;
}

/** Returns a line for each file. */
async function writeFiles(run: Run, { jsonPath, csvPath, reportPath }: RunOutputs): Promise<string[]> {
  if (jsonPath !== null) await writeBundle(run, jsonPath);
  if (csvPath !== null) await writeOutput(csvPath, FORMATS.csv.text(run));
  if (reportPath !== null) await writeReport(run, reportPath);
  const files = [
    ['Run', jsonPath],
    ['CSV', csvPath],
    ['Report', reportPath],
  ] as const;
  return files.flatMap(([what, path]) => (path === null ? [] : [`${what.padEnd(8)} ${outputName(path)}`]));
}

/** Says how to go on with a run that is not finished, and where a run is that the store could not take. */
async function tellHowKept(
  run: Run,
  store: RunStore,
  { jsonPath }: RunOutputs,
  tell: (text: string) => void,
): Promise<void> {
  const id = shortId(run.id);
  if (store.file === null) return;
  if (!store.saveAll()) {
    const path = jsonPath ?? `tilescope-${id}.json`;
    console.error(`tilescope: The run store ${visibleLine(store.file)} still cannot be written.`);
    if (jsonPath === null) await writeBundle(run, path);
    console.error(`tilescope: The whole run is in ${outputName(path)}.`);
  } else if (run.status !== 'finished') {
    const done = `${run.cells.filter(isDone).length} of ${run.cells.length} cells`;
    tell(`\nKept     ${done}; tilescope resume ${id} measures the rest`);
  }
}

function exitCodeOf({ status, failure, cells }: Run): ExitCode {
  if (failure) console.error(`tilescope: ${visibleText(failure.message)}`);
  if (status === 'cancelled') return EXIT_CODES.interrupted;
  if (status !== 'finished' || cells.some((cell) => FAILED.includes(cell.status))) return EXIT_CODES.failed;
  if (cells.some((cell) => cell.status === 'ok')) return EXIT_CODES.ok;
  console.error('tilescope: No cell was measured: no contender supports any of the problems on this device.');
  return EXIT_CODES.failed;
}

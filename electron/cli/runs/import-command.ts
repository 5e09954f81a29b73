import { readFile, stat } from 'node:fs/promises';
import { formatItems } from '../../ipc/figures.ts';
import { type ProgramTimes, programCsv, programMarkdown } from '../../ipc/formats/foreign/program-times.ts';
import { readForeign } from '../../ipc/formats/foreign/read-foreign.ts';
import { stepsByBaseline } from '../../ipc/review/decisions.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { importBundle, importRun } from '../../store/import-run.ts';
import type { RunStore } from '../../store/run-store.ts';
import { unwrap } from '../compute-session.ts';
import { prepareOutputs, writeOutput } from '../output-file.ts';
import { parseOptions, readPath } from '../parse-options.ts';
import { createPainter } from '../terminal/paint.ts';
import { CommandError, EXIT_CODES, type ExitCode, reasonOf, UsageError } from '../usage-error.ts';
import { readRunFile } from './load-run.ts';
import { openRuns, shortId } from './open-runs.ts';
import { programText } from './program-table.ts';

export const IMPORT_OPTIONS = { csv: { type: 'string' }, markdown: { type: 'string' } } as const;

/** How times of programs are written, by option. */
const WRITERS = { csv: programCsv, markdown: programMarkdown } as const;
const WRITER_NAMES = Object.keys(WRITERS) as (keyof typeof WRITERS)[];

/** Tools whose files are read here write no larger ones. */
const MAX_PROGRAM_BYTES = 50_000_000;

type Outputs = Readonly<Record<keyof typeof WRITERS, string | null>>;

/**
 * `tilescope import FILE …`: adds the runs of files that Tilescope wrote to the store; of files of other tools, which have
 * times of programs, it prints or writes those.
 */
export async function importCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, IMPORT_OPTIONS, true);
  if (positionals.length === 0)
    throw new UsageError('import: expected a file, as written by tilescope export');
  const outputs: Outputs = {
    csv: readPath('csv', values.csv),
    markdown: readPath('markdown', values.markdown),
  };
  const option = WRITER_NAMES.find((name) => outputs[name] !== null);
  if (option && positionals.length > 1) throw new UsageError(`--${option}: expected one file to import`);
  await prepareOutputs(Object.values(outputs), positionals);
  const store = openRuns();
  try {
    for (const path of positionals) await importFile(store, path, outputs);
    return EXIT_CODES.ok;
  } finally {
    store.dispose();
  }
}

/** Bundles are read in pieces, other formats as a whole. Throws UsageError, CommandError. */
async function importFile(store: RunStore, path: string, outputs: Outputs): Promise<void> {
  const option = WRITER_NAMES.find((name) => outputs[name] !== null);
  if (option) {
    const times = await readPrograms(path);
    if (times) return tellPrograms(path, times, outputs);
    throw new UsageError(
      `--${option}: ${path} has no times of programs; runs are written by tilescope export`,
    );
  }
  const bundle = await importBundle(store, path);
  const isOther = !bundle.ok && bundle.error.code === 'BAD_BUNDLE';
  const times = isOther ? await readPrograms(path) : null;
  if (times) return tellPrograms(path, times, outputs);
  const { runId } = unwrap(isOther ? importRun(store, unwrap(await readRunFile(path))) : bundle);
  console.log(
    [shortId(runId), visibleLine(store.header(runId)?.name ?? ''), ...reviewsOf(store, runId)].join('  '),
  );
}

/** "3 decisions beside 1b6f3a0e", and whether that run is here. */
function reviewsOf(store: RunStore, runId: string): string[] {
  const reviews = [...stepsByBaseline(store.decided(runId).decisions)];
  return reviews.map(([baseline, steps]) => {
    const text = `${formatItems(steps.length, 'decision')} beside ${shortId(baseline)}`;
    return store.has(baseline) ? text : `${text}, which is not here: import it to review this run`;
  });
}

/** Null for any other file. Throws CommandError. */
async function readPrograms(path: string): Promise<ProgramTimes | null> {
  try {
    return (await stat(path)).size > MAX_PROGRAM_BYTES ? null : readForeign(await readFile(path, 'utf8'));
  } catch (error) {
    throw new CommandError(`${path}: ${reasonOf(error)}`);
  }
}

async function tellPrograms(path: string, times: ProgramTimes, outputs: Outputs): Promise<void> {
  if (!Object.values(outputs).includes('-'))
    console.log(programText(path, times, createPainter(process.stdout)));
  for (const name of WRITER_NAMES) {
    const output = outputs[name];
    if (output !== null) await writeOutput(output, WRITERS[name](times));
  }
}

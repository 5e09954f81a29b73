import { readFile } from 'node:fs/promises';
import type { CheckedLaunch, CheckRecord, CheckResponse, DescribedLibrary } from '../../ipc/check-types.ts';
import { startCompute } from '../compute-session.ts';
import { createPainter } from '../terminal/paint.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { validateCommand } from '../validate/command.ts';
import { asksForAll } from '../validate/options.ts';
import { writeText } from '../write-outputs.ts';
import { type CheckContext, unwrap } from './context.ts';
import { diagnosticsText } from './diagnostics.ts';
import { findKernel, readLaunches } from './launch/launches.ts';
import { templatesText } from './launch/template-text.ts';
import { libraryText } from './listing.ts';
import { readCheckOptions } from './options.ts';
import { chooseLaunches, isFine, runLaunches, summaryText } from './run.ts';
import { sourceFiles } from './source-files.ts';

const DEFAULT_WIDTH = 100;
/** Longer lines are hard to read, however wide the terminal is. */
const MAX_WIDTH = 120;

/**
 * `tilescope check`: compiles a file, and runs its kernels with every access to memory watched; without a file, compiles
 * every program that the workbench can generate.
 */
export async function checkCommand(parameters: readonly string[]): Promise<ExitCode> {
  if (asksForAll(parameters)) return validateCommand(parameters);
  const options = readCheckOptions(parameters);
  const { file, launchPath, jsonPath } = options;
  const source = await readText(file);
  const launches = launchPath === null ? null : readLaunches(await readText(launchPath), launchPath);
  const context: CheckContext = {
    ...{ options, source, files: sourceFiles(file, source) },
    width: Math.min(process.stdout.columns || DEFAULT_WIDTH, MAX_WIDTH),
    paint: createPainter(process.stdout),
  };
  const { library, diagnostics } = await compile(context);
  let checked: readonly CheckedLaunch[] = [];
  if (diagnostics.length > 0) {
    const { files, width } = context;
    console.error(diagnosticsText(diagnostics, files, width, createPainter(process.stderr)));
  }
  if (library && launches) {
    checked = await runLaunches(context, library, chooseLaunches(context, library, launches));
    console.log(`\n${summaryText(checked, context.paint)}`);
  } else if (library) {
    list(context, library);
  }
  if (jsonPath !== null) {
    const record: CheckRecord = {
      ...{ format: 'tilescope-check', version: 1 },
      ...{ file, library, diagnostics, launches: checked },
    };
    await writeText(JSON.stringify(record, null, 2), jsonPath);
  }
  return library && checked.every(isFine) ? EXIT_CODES.ok : EXIT_CODES.failed;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`${path} could not be read: ${error.message}`);
  });
}

async function compile({ options, source }: CheckContext): Promise<CheckResponse> {
  const compute = startCompute();
  try {
    const { compile: how, timeoutMs, file } = options;
    return unwrap(await compute.request('check', { source, options: how, launch: null, timeoutMs }), file);
  } finally {
    compute.kill();
  }
}

/** The kernels, or with --template a launch file for them; what was guessed in it goes where JSON does not. */
function list({ options, source, paint }: CheckContext, library: DescribedLibrary): void {
  const { kernel, template, file } = options;
  const kernels = kernel === null ? library.kernels : [findKernel(library, kernel, '--kernel')];
  if (!template) {
    console.log(libraryText(library, kernels, file, paint));
    return;
  }
  const { text, notes } = templatesText(kernels, library, source);
  console.log(text);
  for (const note of notes) console.error(`${createPainter(process.stderr)('warning', 'note:')} ${note}`);
}

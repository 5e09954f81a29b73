import { readFile } from 'node:fs/promises';
import type { CheckedLaunch, CheckRecord, CheckResponse, DescribedLibrary } from '../../ipc/check-types.ts';
import { type StartCompute, startCompute } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { createPainter } from '../terminal/paint.ts';
import { EXIT_CODES, type ExitCode, reasonOf, UsageError } from '../usage-error.ts';
import { validateCommand } from '../validate/command.ts';
import { checksAllPrograms } from '../validate/options.ts';
import { writeJson } from '../write-outputs.ts';
import { calledText } from './called-text.ts';
import { type CheckContext, unwrapCheck } from './context.ts';
import { diagnosticsText } from './diagnostics.ts';
import { findKernel } from './launch/kernel-arguments.ts';
import { readLaunches } from './launch/launch-file.ts';
import { templatesText } from './launch/template-text.ts';
import { libraryText } from './library-text.ts';
import { readCheckOptions } from './options.ts';
import { chooseLaunches, runLaunches } from './run-launches.ts';
import { sourceFiles } from './source-files.ts';
import { hasPassed, summaryText } from './summary.ts';

/** Width of output that is not a terminal, in characters. */
const DEFAULT_WIDTH = 100;
/** Longer lines are hard to read, however wide the terminal is. */
const MAX_WIDTH = 120;

/**
 * `tilescope check`: compiles a file, and runs its kernels with every memory access checked; without a file, compiles
 * every program that Tilescope can generate.
 */
export async function checkCommand(parameters: readonly string[]): Promise<ExitCode> {
  if (checksAllPrograms(parameters)) return validateCommand(parameters);
  const options = readCheckOptions(parameters);
  const { file, launchPath, jsonPath } = options;
  await prepareOutputs([jsonPath], [file, launchPath]);
  const text = await readText(file);
  const called = calledText(file);
  const source = called?.source ?? text;
  const launches = launchPath === null ? null : readLaunches(await readText(launchPath), launchPath);
  const context: CheckContext = {
    options,
    source,
    files: sourceFiles(file, text),
    width: Math.min(process.stdout.columns || DEFAULT_WIDTH, MAX_WIDTH),
    paint: createPainter(process.stdout),
  };
  if (called)
    console.error(`${file}: a body for mx.fast.metal_kernel, as it is called for ${called.problem}`);
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
    printKernels(context, library);
  }
  if (jsonPath !== null) {
    const record: CheckRecord = {
      format: 'tilescope-check',
      version: 1,
      file,
      library,
      diagnostics,
      launches: checked,
    };
    await writeJson(record, jsonPath);
  }
  return library && checked.every(hasPassed) ? EXIT_CODES.ok : EXIT_CODES.failed;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error) => {
    throw new UsageError(`Cannot read ${path}: ${reasonOf(error)}`);
  });
}

/** Compiles the text. Throws UsageError, CommandError. */
export async function compile(
  { options, source }: CheckContext,
  start: StartCompute = startCompute,
): Promise<CheckResponse> {
  const compute = start();
  try {
    const { compile: compileOptions, timeoutMs, file } = options;
    const request = { source, options: compileOptions, launch: null, timeoutMs };
    return unwrapCheck(await compute.request('check', request), file);
  } finally {
    compute.kill();
  }
}

/** Lists the kernels, or with --template prints a launch file; notes on it go to standard error, away from the JSON. */
function printKernels({ options, source, paint }: CheckContext, library: DescribedLibrary): void {
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

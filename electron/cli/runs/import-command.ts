import { visibleLine } from '../../ipc/visible-text.ts';
import { importBundle, importRun } from '../../store/import-run.ts';
import type { RunStore } from '../../store/run-store.ts';
import { unwrap } from '../compute-session.ts';
import { parseOptions } from '../parse-options.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { readRunFile } from './load-run.ts';
import { openRuns, shortId } from './open-runs.ts';

/** `tilescope import FILE …`: adds the runs of files that Tilescope wrote to the store. */
export async function importCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { positionals } = parseOptions(parameters, {}, true);
  if (positionals.length === 0)
    throw new UsageError('import: expected a file, as written by tilescope export');
  const store = openRuns();
  try {
    for (const path of positionals) {
      const id = await importFile(store, path);
      console.log(`${shortId(id)}  ${visibleLine(store.header(id)?.name ?? '')}`);
    }
    return EXIT_CODES.ok;
  } finally {
    store.dispose();
  }
}

/** The id of the run. Bundles are read in pieces, other formats as a whole. Throws CommandError. */
async function importFile(store: RunStore, path: string): Promise<string> {
  const bundle = await importBundle(store, path);
  if (bundle.ok || bundle.error.code !== 'BAD_BUNDLE') return unwrap(bundle).runId;
  return unwrap(importRun(store, unwrap(await readRunFile(path)))).runId;
}

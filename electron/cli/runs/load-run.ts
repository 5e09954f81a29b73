import { readFile, stat } from 'node:fs/promises';
import { readBundleFile } from '../../ipc/bundle-file.ts';
import { readFormat } from '../../ipc/formats/read-format.ts';
import type { Result, Run } from '../../ipc/types.ts';
import type { RunStore } from '../../store/run-store.ts';
import { unwrap } from '../compute-session.ts';
import { CommandError } from '../usage-error.ts';
import { findRun, withRuns } from './open-runs.ts';

/** Longer texts do not fit into a string; bundles are read in pieces. */
const MAX_TEXT_BYTES = 400_000_000;

/** The run in a file of that name, or else in the store as findRun() finds it. Throws UsageError, CommandError. */
export function loadRun(reference: string): Promise<Run> {
  return withRuns((open) => loadRunFrom(open, reference));
}

/** The same, of a store that is opened if it is needed. */
export async function loadRunFrom(open: () => RunStore, reference: string): Promise<Run> {
  if (await isFile(reference)) return unwrap(await readRunFile(reference));
  return storedRun(open(), reference);
}

/** The run in the store as findRun() finds it. Throws UsageError, CommandError. */
export function storedRun(store: RunStore, reference: string): Run {
  const { id, status, name } = findRun(store.headers(), reference);
  if (status === 'running')
    throw new CommandError(`“${name}” is still being measured: wait until that ends, or cancel it.`);
  return store.run(id) as Run;
}

/** The run of a bundle, or of another file that Tilescope wrote. Fails with READ_FAILED, BAD_BUNDLE or UNSUPPORTED. */
export async function readRunFile(path: string): Promise<Result<Run>> {
  const bundle = await readBundleFile(path);
  if (bundle.ok || bundle.error.code !== 'BAD_BUNDLE') return bundle;
  if ((await stat(path)).size > MAX_TEXT_BYTES) return naming(path, bundle);
  return naming(path, readFormat(await readFile(path, 'utf8')));
}

/** Whether a reference is to a file. */
export async function isFile(reference: string): Promise<boolean> {
  return stat(reference).then(
    (found) => found.isFile(),
    () => false,
  );
}

function naming(path: string, result: Result<Run>): Result<Run> {
  return result.ok
    ? result
    : { ok: false, error: { ...result.error, message: `${path}: ${result.error.message}` } };
}

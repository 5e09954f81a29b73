import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dialog } from 'electron';
import { bundleText, readBundle } from '../ipc/bundle.ts';
import { reportHtml } from '../ipc/report.ts';
import type { Failure, Result, Run } from '../ipc/types.ts';
import type { RunStore } from './store/run-store.ts';

/** A bundle of the largest sweep has some tens of megabytes; a larger file is something else. */
const MAX_BUNDLE_BYTES = 1_000_000_000;

const BUNDLE_FILTERS = [{ name: 'Tilescope run', extensions: ['json'] }];
const REPORT_FILTERS = [{ name: 'Web page', extensions: ['html'] }];

/** Asks for a path, and writes the run's bundle there. */
export function exportRun(run: Run): Promise<Result<{ path: string } | null>> {
  const options = {
    title: 'Export Run',
    defaultPath: `${fileName(run)}.tilescope.json`,
    filters: BUNDLE_FILTERS,
  };
  return save(run, options, async () => bundleText(run));
}

/** Asks for a path, and writes a page there that shows the run in any browser. @param folder dist/report */
export function saveReport(run: Run, folder: string): Promise<Result<{ path: string } | null>> {
  const options = { title: 'Save Report', defaultPath: `${fileName(run)}.html`, filters: REPORT_FILTERS };
  return save(run, options, async () => {
    const script = await readFile(join(folder, 'report.js'), 'utf8');
    const style = await readFile(join(folder, 'report.css'), 'utf8');
    return reportHtml({ script, style }, { format: 'tilescope-run', version: 1, run });
  });
}

/** Asks for a bundle, and adds its run to the store. Importing a bundle again changes nothing. */
export async function importRun(store: RunStore): Promise<Result<{ runId: string } | null>> {
  const chosen = await dialog.showOpenDialog({
    title: 'Import Run',
    filters: BUNDLE_FILTERS,
    properties: ['openFile'],
  });
  const path = chosen.filePaths[0];
  if (chosen.canceled || path === undefined) return { ok: true, value: null };
  const text = await readLimited(path);
  const bundle = text.ok ? readBundle(text.value) : text;
  if (!bundle.ok) return bundle;
  const { run } = bundle.value;
  const present = store.run(run.id);
  if (!present) store.add(run);
  else if (present.status === 'running' || bundleText(present) !== bundleText(run)) {
    return fail('RUN_EXISTS', `“${present.name}” already exists and differs from the file: delete it first.`);
  }
  return { ok: true, value: { runId: run.id } };
}

type SaveOptions = Parameters<typeof dialog.showSaveDialog>[0] & object;

async function save(
  run: Run,
  options: SaveOptions,
  content: () => Promise<string>,
): Promise<Result<{ path: string } | null>> {
  if (run.status === 'running') {
    return fail('RUN_RUNNING', 'This run is still being measured: wait until it ends, or cancel it.');
  }
  const chosen = await dialog.showSaveDialog(options);
  if (chosen.canceled || !chosen.filePath) return { ok: true, value: null };
  try {
    // Written beside the target and then renamed, so that a full disk leaves no partial file under the chosen name.
    const partial = `${chosen.filePath}.partial`;
    await writeFile(partial, await content());
    await rename(partial, chosen.filePath);
  } catch (error) {
    return fail('WRITE_FAILED', `Could not write ${chosen.filePath}: ${messageOf(error)}`);
  }
  return { ok: true, value: { path: chosen.filePath } };
}

async function readLimited(path: string): Promise<Result<string>> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BUNDLE_BYTES) {
      return fail('BAD_BUNDLE', `${path} has ${size} bytes: expected at most ${MAX_BUNDLE_BYTES}.`);
    }
    return { ok: true, value: await readFile(path, 'utf8') };
  } catch (error) {
    return fail('READ_FAILED', `Could not read ${path}: ${messageOf(error)}`);
  }
}

/** "SGEMM 64–512" → "sgemm-64-512" */
function fileName(run: Run): string {
  const plain = run.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return plain || 'run';
}

function fail(code: string, message: string): { ok: false; error: Failure } {
  return { ok: false, error: { code, message } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

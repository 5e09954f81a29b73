import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dialog } from 'electron';
import { BUNDLE_VERSION } from '../ipc/bundle/version.ts';
import { bundleChunks } from '../ipc/bundle/write.ts';
import { reportHtml } from '../ipc/report.ts';
import { saveFile } from '../ipc/save-file.ts';
import type { Cell, Failure, Result, Run, RunHead, RunHeadWithPrograms } from '../ipc/types.ts';
import { importBundle } from '../store/import-run.ts';
import type { RunStore } from '../store/run-store.ts';

const BUNDLE_FILTERS = [{ name: 'Tilescope run', extensions: ['json'] }];
const REPORT_FILTERS = [{ name: 'Web page', extensions: ['html'] }];
/** File systems take 255 bytes, and the name is shown in dialogs. */
const MAX_FILE_NAME = 80;

/** Asks for a path, and writes the run's bundle there, cell by cell. */
export function exportRun(
  run: RunHeadWithPrograms,
  cells: Iterable<Cell>,
): Promise<Result<{ path: string } | null>> {
  const options = {
    title: 'Export Run',
    defaultPath: `${fileName(run)}.tilescope.json`,
    filters: BUNDLE_FILTERS,
  };
  return save(run, options, async () => bundleChunks(run, cells));
}

/** Asks for a path, and writes a page there that shows the run in any browser. @param folder dist/report */
export function saveReport(run: Run, folder: string): Promise<Result<{ path: string } | null>> {
  const options = { title: 'Save Report', defaultPath: `${fileName(run)}.html`, filters: REPORT_FILTERS };
  return save(run, options, async () => {
    const script = await readFile(join(folder, 'report.js'), 'utf8');
    const style = await readFile(join(folder, 'report.css'), 'utf8');
    return [reportHtml({ script, style }, { format: 'tilescope-run', version: BUNDLE_VERSION, run })];
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
  return importBundle(store, path);
}

type SaveOptions = Parameters<typeof dialog.showSaveDialog>[0] & object;

async function save(
  run: RunHead,
  options: SaveOptions,
  content: () => Promise<Iterable<string>>,
): Promise<Result<{ path: string } | null>> {
  if (run.status === 'running') {
    return fail('RUN_RUNNING', 'This run is still being measured: wait until it ends, or cancel it.');
  }
  const chosen = await dialog.showSaveDialog(options);
  if (chosen.canceled || !chosen.filePath) return { ok: true, value: null };
  try {
    await saveFile(chosen.filePath, await content());
  } catch (error) {
    return fail('WRITE_FAILED', `Could not write ${chosen.filePath}: ${messageOf(error)}`);
  }
  return { ok: true, value: { path: chosen.filePath } };
}

/** "SGEMM 64–512" → "sgemm-64-512" */
function fileName(run: RunHead): string {
  const plain = run.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_FILE_NAME)
    .replace(/^-|-$/g, '');
  return plain || 'run';
}

function fail(code: string, message: string): { ok: false; error: Failure } {
  return { ok: false, error: { code, message } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { dialog } from 'electron';
import { BUNDLE_VERSION } from '../ipc/bundle/version.ts';
import { bundleChunks } from '../ipc/bundle/write.ts';
import { fileName } from '../ipc/file-name.ts';
import { reportHtml } from '../ipc/report.ts';
import { saveFile } from '../ipc/save-file.ts';
import type { Cell, Failure, OpenedFiles, Result, Run, RunHead, RunHeadWithPrograms } from '../ipc/types.ts';
import { importBundle } from '../store/import-run.ts';
import type { RunStore } from '../store/run-store.ts';
import { fail, storeFailure } from './handler.ts';
import { printPictures, printReport } from './print-report.ts';
import { rememberFile } from './recent-files.ts';

const BUNDLE_FILTERS = [{ name: 'Tilescope run', extensions: ['json'] }];
/** Files of a run but its bundle, by the ends of their names. */
const TYPES = { html: 'Web page', pdf: 'PDF', svg: 'SVG', png: 'PNG', csv: 'CSV' } as const;

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
  return save(run, optionsOf('Save Report', run, 'html'), async () => [await reportOf(run, folder)]);
}

/** Asks for a path, and prints that page there as PDF. */
export function savePdf(run: Run, folder: string): Promise<Result<{ path: string } | null>> {
  const print = async () => [await printReport(await reportOf(run, folder))];
  return save(run, optionsOf('Save Report', run, 'pdf'), print);
}

async function reportOf(run: Run, folder: string): Promise<string> {
  const script = await readFile(join(folder, 'report.js'), 'utf8');
  const style = await readFile(join(folder, 'report.css'), 'utf8');
  return reportHtml({ script, style }, { format: 'tilescope-run', version: BUNDLE_VERSION, run });
}

/**
 * Asks for a path, and writes there what the window shows.
 * @param parts the text of an SVG for each page of a PDF, and else one: a text, or a PNG in base64
 */
export function saveShown(
  run: RunHead,
  type: 'svg' | 'png' | 'pdf' | 'csv',
  parts: readonly string[],
): Promise<Result<{ path: string } | null>> {
  const [first = ''] = parts;
  const content = async () => [
    type === 'pdf' ? await printPictures(parts) : type === 'png' ? Buffer.from(first, 'base64') : first,
  ];
  return save(run, optionsOf(parts.length > 1 ? 'Save Slides' : 'Save View', run, type), content);
}

function optionsOf(title: string, run: RunHead, type: keyof typeof TYPES): SaveOptions {
  const filters = [{ name: TYPES[type], extensions: [type] }];
  return { title, defaultPath: `${fileName(run)}.${type}`, filters };
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
  return openRunFile(store, path);
}

/** Adds the runs of several bundles one after the other. Failures name their files. */
export async function openRunFiles(store: RunStore, paths: readonly string[]): Promise<OpenedFiles> {
  const [runIds, failures]: [string[], Failure[]] = [[], []];
  for (const path of paths) {
    const result = isAbsolute(path) ? await openRunFile(store, path).catch(storeFailure) : noFile(path);
    if (result.ok) runIds.push(result.value.runId);
    else failures.push(withName(basename(path), result.error));
  }
  return { runIds, failures };
}

/** Of what was dropped from another program, which keeps it nowhere. */
function noFile(name: string): Result<never> {
  return fail('READ_FAILED', `${name} is not a file on this computer: save it first.`);
}

function withName(name: string, { code, message }: Failure): Failure {
  return { code, message: message.includes(name) ? message : `${name}: ${message}` };
}

/** Adds the run of a bundle to the store, and its file to the recent ones. */
async function openRunFile(store: RunStore, path: string): Promise<Result<{ runId: string }>> {
  const result = await importBundle(store, path);
  if (result.ok) rememberFile(store, path);
  return result;
}

/** Asks for a path, and writes a text there. */
export function saveText(
  title: string,
  defaultPath: string,
  text: string,
): Promise<Result<{ path: string } | null>> {
  return write({ title, defaultPath }, async () => [text]);
}

type SaveOptions = Parameters<typeof dialog.showSaveDialog>[0] & object;

async function save(
  run: RunHead,
  options: SaveOptions,
  content: () => Promise<Iterable<string | Uint8Array>>,
): Promise<Result<{ path: string } | null>> {
  if (run.status === 'running') {
    return fail('RUN_RUNNING', 'This run is still being measured: wait until it ends, or cancel it.');
  }
  return write(options, content);
}

async function write(
  options: SaveOptions,
  content: () => Promise<Iterable<string | Uint8Array>>,
): Promise<Result<{ path: string } | null>> {
  const chosen = await dialog.showSaveDialog(options);
  if (chosen.canceled || !chosen.filePath) return { ok: true, value: null };
  try {
    await saveFile(chosen.filePath, await content());
  } catch (error) {
    return fail('WRITE_FAILED', `Could not write ${chosen.filePath}: ${reasonOf(error)}`);
  }
  return { ok: true, value: { path: chosen.filePath } };
}

/** "no such file or directory" of Node's "ENOENT: no such file or directory, open '/x'", which repeats the path. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CommandError } from '../usage-error.ts';

/** The folder of the bundles: dist/. */
const FOLDER = import.meta.dirname;
const ELECTRON = join(FOLDER, '../node_modules/electron');
/** A report of thousands of cells takes seconds. */
const PATIENCE_MS = 300_000;

/**
 * Has electron/main/paint.ts draw an SVG as PNG, or print a report as PDF: in Electron, or where its binary is missing
 * in Chromium. Throws CommandError.
 */
export async function paint(type: 'png' | 'pdf', text: string, view: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-paint-'));
  const [from, to] = [join(folder, 'from'), join(folder, `to.${type}`)];
  const [program, ...parameters] = painter();
  try {
    await writeFile(from, text, { mode: 0o600 });
    await promisify(execFile)(program, [...parameters, type, from, to, `#${view}`], {
      env: { ...process.env, TILESCOPE_HEADLESS: '1' },
      timeout: PATIENCE_MS,
    });
    return await readFile(to);
  } catch (error) {
    throw new CommandError(`Cannot draw a ${type} file, which takes Electron or Chromium: ${toldBy(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The command that runs paint.js. */
function painter(): [program: string, ...parameters: string[]] {
  const path = join(ELECTRON, 'path.txt');
  const hasElectron = existsSync(path);
  return hasElectron
    ? [join(ELECTRON, 'dist', readFileSync(path, 'utf8')), join(FOLDER, 'paint.js')]
    : [process.execPath, join(FOLDER, 'chromium-shell.js'), 'paint.js'];
}

/** The message of the program that failed, without its stack trace. */
function toldBy(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  const lines = (stderr ?? '').split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^\w*Error: /.test(line))?.replace(/^\w*Error: /, '') ??
    lines.find(Boolean) ??
    message
  );
}

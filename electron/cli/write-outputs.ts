import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleText } from '../ipc/bundle.ts';
import { reportHtml } from '../ipc/report.ts';
import type { Run } from '../ipc/types.ts';
import { CommandError } from './usage-error.ts';

/** The report's script and style sheet, bundled beside this program. */
const TEMPLATE = join(import.meta.dirname, 'report');

/** Writes a run's bundle. Throws CommandError when the file cannot be written. */
export async function writeBundle(run: Run, path: string): Promise<void> {
  await replace(path, bundleText(run));
}

/** Writes a text. Throws CommandError when the file cannot be written. */
export async function writeText(text: string, path: string): Promise<void> {
  await replace(path, `${text}\n`);
}

/** Writes a page that shows a run in any browser, without a network. Throws CommandError. */
export async function writeReport(run: Run, path: string): Promise<void> {
  const [script, style] = await Promise.all([readTemplate('report.js'), readTemplate('report.css')]);
  await replace(path, reportHtml({ script, style }, { format: 'tilescope-run', version: 1, run }));
}

function readTemplate(name: string): Promise<string> {
  return readFile(join(TEMPLATE, name), 'utf8').catch((error: Error) => {
    throw new CommandError(`The report's page is not built (npm run bundle:report): ${error.message}`);
  });
}

/** Beside the target and then renamed: a full disk must not leave half a file under the name that was given. */
async function replace(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    throw new CommandError(`${path} could not be written: ${error instanceof Error ? error.message : error}`);
  }
}

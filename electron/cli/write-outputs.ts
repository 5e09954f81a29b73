import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLE_VERSION } from '../ipc/bundle/version.ts';
import { bundleText } from '../ipc/bundle.ts';
import { reportHtml } from '../ipc/report.ts';
import type { Run } from '../ipc/types.ts';
import { writeOutput } from './output-file.ts';
import { CommandError, reasonOf } from './usage-error.ts';

/** The report's script and style sheet, bundled beside this program. */
const TEMPLATE = join(import.meta.dirname, 'report');

/** Writes a run as a bundle. Throws CommandError. */
export async function writeBundle(run: Run, path: string): Promise<void> {
  await writeOutput(path, bundleText(run));
}

/** Writes a record as JSON. Throws CommandError. */
export async function writeJson(record: object, path: string): Promise<void> {
  await writeOutput(path, `${JSON.stringify(record, null, 2)}\n`);
}

/** Writes a page that shows a run in any browser, offline. Throws CommandError. */
export async function writeReport(run: Run, path: string): Promise<void> {
  await writeOutput(path, await reportOf(run));
}

/** That page. Throws CommandError. */
export async function reportOf(run: Run): Promise<string> {
  const [script, style] = await Promise.all([readTemplate('report.js'), readTemplate('report.css')]);
  return reportHtml({ script, style }, { format: 'tilescope-run', version: BUNDLE_VERSION, run });
}

function readTemplate(name: string): Promise<string> {
  return readFile(join(TEMPLATE, name), 'utf8').catch((error) => {
    throw new CommandError(`Cannot read the report template (npm run bundle builds it): ${reasonOf(error)}`);
  });
}

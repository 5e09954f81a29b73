import { formatMoment } from '../../ipc/figures.ts';
import type { RunHeader } from '../../ipc/types.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { parseOptions } from '../parse-options.ts';
import { columns } from '../terminal/layout.ts';
import { createPainter } from '../terminal/paint.ts';
import { EXIT_CODES, type ExitCode } from '../usage-error.ts';
import { openRuns, shortId } from './open-runs.ts';

/** `tilescope runs`: the runs of the store, newest first, with the ids that other commands take. */
export async function runsCommand(parameters: readonly string[]): Promise<ExitCode> {
  parseOptions(parameters, {});
  const store = openRuns();
  const rows = store.headers().map(rowOf);
  const paint = createPainter(process.stdout);
  const styles = ['strong', 'quiet', 'plain', 'plain', 'quiet', 'plain'] as const;
  const lines = rows.length > 0 ? columns(rows, styles, paint) : ['No runs yet.'];
  console.log(`${lines.join('\n')}\n\n${paint('quiet', visibleLine(`Kept in ${store.file}`))}`);
  store.dispose();
  return EXIT_CODES.ok;
}

function rowOf({ id, startedAt, status, cellCount, doneCount, environment, name }: RunHeader): string[] {
  return [
    shortId(id),
    formatMoment(startedAt),
    status,
    `${doneCount} of ${cellCount} cells`,
    visibleLine(environment.device.name),
    visibleLine(name),
  ];
}

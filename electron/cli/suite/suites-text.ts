import { formatItems, formatMoment } from '../../ipc/figures.ts';
import { suiteOf, suiteTitle } from '../../ipc/history/suite.ts';
import type { RunHeader } from '../../ipc/types.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { shortId } from '../runs/open-runs.ts';
import { columns } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';

/** The suites, each with its newest run, whose id names it. @param suites the runs of each, newest first */
export function suitesText(suites: readonly (readonly RunHeader[])[], paint: Paint): string {
  const rows = suites.flatMap((runs) => {
    const [newest] = runs;
    if (!newest) return [];
    const { id, startedAt } = newest;
    return [
      [
        shortId(id),
        formatMoment(startedAt),
        formatItems(runs.length, 'run'),
        visibleLine(suiteTitle(suiteOf(newest))),
      ],
    ];
  });
  return rows.length > 0
    ? columns(rows, ['strong', 'quiet', 'plain', 'plain'], paint).join('\n')
    : 'No runs yet.';
}

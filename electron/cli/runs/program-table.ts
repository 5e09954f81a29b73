import { formatDuration, formatPercent } from '../../ipc/figures.ts';
import { type ProgramTimes, programFigures } from '../../ipc/formats/foreign/program-times.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { columns } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';

const HEADER = ['program', 'median', '95 % interval', 'IQR', 'n', ''];
const NONE = '–';

/** The times of programs in a file as a table, after what they are. */
export function programText(path: string, times: ProgramTimes, paint: Paint): string {
  const { source, device } = times;
  const on = device === null ? '' : ` on ${visibleLine(device)}`;
  const rows = programFigures(times).map(({ label, medianNs, ci95Ns, relativeIqr, n, note }) => [
    visibleLine(label),
    formatDuration(medianNs),
    ci95Ns ? ci95Ns.map(formatDuration).join(' – ') : NONE,
    relativeIqr === null ? NONE : formatPercent(relativeIqr),
    n === null ? NONE : String(n),
    note,
  ]);
  const what = `${visibleLine(path)} has times of whole programs${on}, measured by ${source}, and none of kernels: no run is added.`;
  return [
    what,
    '',
    ...columns([HEADER, ...rows], ['strong', 'plain', 'plain', 'plain', 'plain', 'quiet'], paint),
  ].join('\n');
}

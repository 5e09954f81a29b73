import type { Progress } from '../../ipc/compute-protocol.ts';
import { formatElapsed, formatPercent } from '../../ipc/figures.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import type { Paint } from './paint.ts';

const BAR_WIDTH = 28;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** Returns to the start of a terminal's line and clears it. */
export const CLEAR_LINE = '\r\x1b[2K';

/** "████▌      38%  21 s left  timing 256×256×256", cut to the width. */
export function progressBar(
  { fraction, remainingMs, activity }: Omit<Progress, 'runId'>,
  width: number,
  paint: Paint,
): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_WIDTH * 8);
  const bar = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
  const share = formatPercent(fraction, 0).padStart(5);
  const left = remainingMs === null ? '' : `  ${formatElapsed(remainingMs)} left`;
  const text = `${share}${left}  ${visibleLine(activity)}`.slice(0, Math.max(0, width - BAR_WIDTH - 2));
  return `${paint('accent', bar)}${paint('quiet', '░'.repeat(BAR_WIDTH - bar.length))}${text}`;
}

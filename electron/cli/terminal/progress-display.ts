import { extentsLabel, type Problem, problemKey } from '../../../kernels/index.ts';
import type { Progress } from '../../ipc/compute-protocol.ts';
import type { Cell, Run } from '../../ipc/types.ts';
import { clock, figure } from './figures.ts';
import type { Paint } from './paint.ts';
import { STATUS_MARKS } from './results-table.ts';

/** Where a sweep's progress is shown. */
export interface ProgressDisplay {
  progress(progress: Progress): void;
  cells(run: Run): void;
  /** Removes what is not meant to stay. */
  close(): void;
}

const BAR_WIDTH = 28;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** Back to the start of a terminal's line, which is emptied. */
export const CLEAR_LINE = '\r\x1b[2K';

/** A bar that is drawn over and over on a terminal, elsewhere a line for each problem that is done. */
export function createProgressDisplay(stream: NodeJS.WriteStream, paint: Paint): ProgressDisplay {
  return stream.isTTY ? barDisplay(stream, paint) : lineDisplay(stream);
}

function barDisplay(stream: NodeJS.WriteStream, paint: Paint): ProgressDisplay {
  return {
    progress: (progress) =>
      stream.write(`${CLEAR_LINE}${progressBar(progress, stream.columns || 80, paint)}`),
    cells: () => undefined,
    close: () => stream.write(CLEAR_LINE),
  };
}

/** "████▌      38%  0:21 left  timing 256×256×256", cut to the width. */
export function progressBar(
  { fraction, remainingMs, activity }: Omit<Progress, 'runId'>,
  width: number,
  paint: Paint,
): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_WIDTH * 8);
  const bar = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
  const share = `${(fraction * 100).toFixed(0)}%`.padStart(4);
  const left = remainingMs === null ? '' : `  ${clock(remainingMs)} left`;
  const text = `${share}${left}  ${activity}`.slice(0, Math.max(0, width - BAR_WIDTH - 2));
  return `${paint('accent', bar)}${paint('quiet', '░'.repeat(BAR_WIDTH - bar.length))}${text}`;
}

function lineDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  const told = new Set<string>();
  return {
    progress: () => undefined,
    cells(run) {
      for (const problem of run.request.problems) {
        const key = problemKey(problem);
        const cells = run.cells.filter((cell) => problemKey(cell.problem) === key);
        if (told.has(key) || !cells.every(isOver)) continue;
        told.add(key);
        const count = `${told.size}/${run.request.problems.length}`;
        stream.write(`${problemLine(count, problem, cells)}\n`);
      }
    },
    close: () => undefined,
  };
}

/** "3/13  96×96×96  gemm-tiled 12.0 ✓  cblas 55.2 ✓  GFLOPS" */
export function problemLine(count: string, problem: Problem, cells: readonly Cell[]): string {
  const results = cells.map(({ contender, summary, status }) => {
    const { mark, words } = STATUS_MARKS[status];
    return `${contender} ${status === 'ok' && summary ? figure(summary.gflops) : words} ${mark}`;
  });
  return [count.padStart(5), extentsLabel(problem), ...results, 'GFLOPS'].join('  ');
}

function isOver({ status }: Cell): boolean {
  return status !== 'pending' && status !== 'running';
}

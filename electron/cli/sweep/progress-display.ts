import { extentsLabel, type Problem, problemKey } from '../../../kernels/index.ts';
import { isDone } from '../../ipc/cell.ts';
import type { Progress } from '../../ipc/compute-protocol.ts';
import { formatFigure } from '../../ipc/figures.ts';
import type { Cell, Run } from '../../ipc/types.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { CLEAR_LINE, progressBar } from '../terminal/progress-bar.ts';
import { STATUS_MARKS } from './status-marks.ts';

/** Shows the progress of a sweep. */
interface ProgressDisplay {
  progress(progress: Progress): void;
  cells(run: Run): void;
  /** Removes what is not meant to stay. */
  close(): void;
}

/** A bar redrawn in place on a terminal; elsewhere one line per finished problem. */
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

function lineDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  const reported = new Set<string>();
  return {
    progress: () => undefined,
    cells(run) {
      for (const problem of run.request.problems) {
        const key = problemKey(problem);
        const cells = run.cells.filter((cell) => problemKey(cell.problem) === key);
        if (reported.has(key) || !cells.every(isDone)) continue;
        reported.add(key);
        const count = `${reported.size}/${run.request.problems.length}`;
        stream.write(`${problemLine(count, problem, cells)}\n`);
      }
    },
    close: () => undefined,
  };
}

/** "3/13  96×96×96  gemm-tiled 12.0 ✓  cblas 55.2 ✓  GFLOPS" */
export function problemLine(count: string, problem: Problem, cells: readonly Cell[]): string {
  const results = cells.map(({ contender, summary, status }) => {
    const { mark, label } = STATUS_MARKS[status];
    return `${visibleLine(contender)} ${status === 'ok' && summary ? formatFigure(summary.gflops) : label} ${mark}`;
  });
  return [count.padStart(5), extentsLabel(problem), ...results, 'GFLOPS'].join('  ');
}

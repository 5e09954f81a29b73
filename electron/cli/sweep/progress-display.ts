import { extentsLabel, type Problem, problemKey } from '../../../kernels/index.ts';
import { isDone } from '../../ipc/cell.ts';
import type { Progress } from '../../ipc/compute-protocol.ts';
import { formatFigure } from '../../ipc/figures.ts';
import { rateIn, rateUnitOf } from '../../ipc/rate.ts';
import type { Cell, Run } from '../../ipc/types.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { CLEAR_LINE, progressBar } from '../terminal/progress-bar.ts';
import { STATUS_MARKS } from './status-marks.ts';

/** What is shown of a cell does not need its samples. */
type ShownCell = Omit<Cell, 'samples'>;

/** Shows the progress of a sweep. */
interface ProgressDisplay {
  progress(progress: Progress): void;
  /** Cells that changed. */
  cells(changed: readonly ShownCell[]): void;
  /** Removes what is not meant to stay. */
  close(): void;
}

/** A bar redrawn in place on a terminal; elsewhere one line per finished problem. */
export function createProgressDisplay(stream: NodeJS.WriteStream, paint: Paint, run: Run): ProgressDisplay {
  return stream.isTTY ? barDisplay(stream, paint) : lineDisplay(stream, run);
}

function barDisplay(stream: NodeJS.WriteStream, paint: Paint): ProgressDisplay {
  return {
    progress: (progress) =>
      stream.write(`${CLEAR_LINE}${progressBar(progress, stream.columns || 80, paint)}`),
    cells: () => undefined,
    close: () => stream.write(CLEAR_LINE),
  };
}

function lineDisplay(stream: NodeJS.WriteStream, run: Run): ProgressDisplay {
  // What is left of each problem: a sweep may have thousands, and few of them change at a time.
  const left = new Map<string, Map<string, ShownCell>>();
  for (const cell of run.cells) {
    const key = problemKey(cell.problem);
    left.set(key, (left.get(key) ?? new Map()).set(cell.id, cell));
  }
  // Of a run that is resumed, some problems are done.
  for (const [key, cells] of left) if ([...cells.values()].every(isDone)) left.delete(key);
  const count = left.size;
  return {
    progress: () => undefined,
    cells(changed) {
      for (const cell of changed) {
        const key = problemKey(cell.problem);
        const cells = left.get(key)?.set(cell.id, cell);
        if (!cells || ![...cells.values()].every(isDone)) continue;
        left.delete(key);
        stream.write(`${problemLine(`${count - left.size}/${count}`, cell.problem, [...cells.values()])}\n`);
      }
    },
    close: () => undefined,
  };
}

/** "3/13  96×96×96  gemm-tiled 12.0 ✓  cblas 55.2 ✓  GFLOPS" */
export function problemLine(count: string, problem: Problem, cells: readonly ShownCell[]): string {
  const unit = rateUnitOf(problem);
  const results = cells.map(({ contender, summary, status }) => {
    const { mark, label } = STATUS_MARKS[status];
    return `${visibleLine(contender)} ${status === 'ok' && summary ? formatFigure(rateIn(unit, problem, summary.gflops)) : label} ${mark}`;
  });
  return [count.padStart(5), extentsLabel(problem), ...results, unit].join('  ');
}

import { extentsLabel, optionsLabel, type Problem, titleOf } from '../../../kernels/index.ts';
import { applyUpdate, type CellUpdate } from '../../ipc/cell-update.ts';
import { newRun } from '../../ipc/new-run.ts';
import type { Cell, Environment, Failure, Run, RunStatus, SweepRequest } from '../../ipc/types.ts';

/** A run that is being measured. */
export interface RunRecord {
  readonly run: Run;
  /** Brings cells up to date, and returns those cells. */
  update(updates: readonly CellUpdate[]): Cell[];
  close(status: RunStatus, failure: Failure | null): void;
}

/** Starts the record of a run, with every cell pending in the order of the request. */
export function recordRun(request: SweepRequest, environment: Environment): RunRecord {
  const run = newRun(nameOf(request.problems), request, environment);
  const places = new Map(run.cells.map(({ id }, place) => [id, place]));
  return {
    run,
    update: (updates) =>
      updates.flatMap((update) => {
        const place = places.get(update.id);
        if (place === undefined) return [];
        const cell = applyUpdate(run.cells[place], update);
        run.cells[place] = cell;
        return [cell];
      }),
    close(status, failure) {
      run.status = status;
      run.failure = failure;
      run.finishedAt = new Date().toISOString();
    },
  };
}

/** "SGEMM, 13 sizes, 64×64×64 to 512×512×512, A transposed" */
function nameOf(problems: readonly Problem[]): string {
  const [first, last] = [problems[0], problems.at(-1)];
  if (!first || !last) return 'Empty sweep';
  const range = `${problems.length} sizes, ${extentsLabel(first)} to ${extentsLabel(last)}`;
  const sizes = problems.length === 1 ? extentsLabel(first) : range;
  return [titleOf(problems), sizes, optionsLabel(first)].filter(Boolean).join(', ');
}

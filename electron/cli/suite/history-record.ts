import type { CellHistory, HistoryPoint } from '../../ipc/history/history.ts';
import type { Suite } from '../../ipc/history/suite.ts';
import type { Run } from '../../ipc/types.ts';

/** The record that `tilescope suite RUN --json` writes. Points and changes name a run by its place in `runs`. */
export function historyRecord(
  { label }: Suite,
  runs: readonly Run[],
  histories: readonly CellHistory[],
  against: string | null,
) {
  const places = new Map(runs.map(({ id }, index) => [id, index]));
  const place = (point: HistoryPoint | undefined) => places.get(point?.run.id ?? '');
  return {
    format: 'tilescope-history',
    version: 1,
    suite: label,
    against,
    unit: against === null ? 'ns' : 'ratio',
    runs: runs.map(({ id, name, startedAt, source, environment: { machine, versions } }) => {
      return { id, name, startedAt, source, machine, versions };
    }),
    cells: histories.map(({ problem, contender, clock, points, changes }) => ({
      problem,
      contender,
      clock,
      points: points.map((point) => {
        const { value, interval95, doubt } = point;
        return { run: place(point), value, interval95, doubt };
      }),
      changes: changes.map(({ index, ...change }) => ({
        lastBefore: place(points[index - 1]),
        firstAfter: place(points[index]),
        ...change,
      })),
    })),
  };
}

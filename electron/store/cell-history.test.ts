import { expect, test } from 'vitest';
import { suiteRuns } from '../ipc/history/fixture/suite-runs.ts';
import { cellHistory } from './cell-history.ts';
import { RunStore } from './run-store.ts';

const ID = 'gemm-f32-64x64x64|gemm-tiled';

test('the history of a cell is that of the runs of one suite, oldest first', () => {
  const store = new RunStore(null);
  const runs = suiteRuns([
    [1000, 500],
    [1100, 500],
    [null, 500],
    [1300, 500],
  ]);
  const [first, second] = runs;
  if (!first || !second) return expect.unreachable();
  const other = { ...second, environment: { ...second.environment, os: 'Another' } };
  for (const run of [first, other, ...runs.slice(2)]) store.add(run);
  const timeline = cellHistory(store, first.id, ID);
  expect(timeline?.points.map(({ name }) => name)).toEqual(['Run 0', 'Run 3']);
  expect(timeline?.points[0]?.medianNs).toBeCloseTo(1000);
  expect(cellHistory(store, 'nothing', ID)).toBeNull();
  store.dispose();
});

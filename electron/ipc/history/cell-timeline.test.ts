import { expect, test } from 'vitest';
import { cellTimeline } from './cell-timeline.ts';
import { suiteRuns } from './fixture/suite-runs.ts';

const ID = 'gemm-f32-64x64x64|gemm-tiled';
const RUNS = suiteRuns(Array.from({ length: 16 }, (_, run) => [run < 9 ? 1000 + run : 1200 + run, 500]));

test('a timeline has a point for each run, and tells what differs where the level changes', () => {
  const timeline = cellTimeline(RUNS, ID) ?? expect.unreachable();
  expect(timeline.points).toHaveLength(16);
  expect(timeline.points[3]).toMatchObject({ runId: RUNS[3]?.id, name: 'Run 3', source: 'c3' });
  expect(timeline.points[3]?.medianNs).toBeCloseTo(1003);
  expect(timeline.changes).toHaveLength(1);
  expect(timeline.changes[0]).toMatchObject({ index: 9, notes: ['c8..c9'] });
});

test('other cells say nothing about it', () => {
  const quiet = suiteRuns(Array.from({ length: 16 }, (_, run) => [1000, run < 8 ? 500 : 700]));
  expect(cellTimeline(quiet, ID)?.changes).toEqual([]);
  expect(cellTimeline(quiet, 'gemm-f32-8x8x8|nobody')).toBeNull();
});

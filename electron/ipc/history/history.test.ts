import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../summary/student.ts';
import { suiteRuns } from './fixture/suite-runs.ts';
import { historyOf } from './history.ts';

/** 12 runs, of which every third took longer; from the seventh on gemm-tiled is slower. */
const load = (run: number) => (run % 3 === 0 ? 1.4 : 1) * (1 + 0.001 * (run % 2));
const RUNS = suiteRuns(
  Array.from({ length: 12 }, (_, run) => [(run < 6 ? 1000 : 1300) * load(run), 500 * load(run)]),
);

describe('a history', () => {
  it('has the median of each run with its interval, and leaves out cells that are not right', () => {
    const [first] = RUNS;
    const missing = suiteRuns([[null, 7]]);
    const [tiled, cblas] = historyOf([...RUNS, ...missing]);
    expect(tiled?.points).toHaveLength(12);
    expect(cblas?.points).toHaveLength(13);
    expect(tiled).toMatchObject({
      contender: 'gemm-tiled',
      clock: 'wall',
      id: 'gemm-f32-64x64x64|gemm-tiled',
    });
    const { run, value, interval95, doubt } = tiled?.points[0] ?? expect.unreachable();
    expect([run.id, doubt]).toEqual([first?.id, 'thermal state serious']);
    expect(value).toBeCloseTo(1400, 9);
    expect(interval95[0]).toBeCloseTo(1400 * 0.99, 9);
    expect(interval95[1]).toBeCloseTo(1400 * 1.01, 9);
    expect(run).not.toHaveProperty('cells');
  });

  it('finds the change of a ratio that busy runs hide in the times', () => {
    expect(historyOf(RUNS).map(({ changes }) => changes)).toEqual([[], []]);
    const [ratios, ...others] = historyOf(RUNS, 'cblas');
    expect(others).toEqual([]);
    expect(ratios?.points.map(({ value }) => Number(value.toFixed(9)))).toEqual([
      ...Array(6).fill(2),
      ...Array(6).fill(2.6),
    ]);
    expect(ratios?.points[0]?.interval95[1]).toBeCloseTo(
      2 * Math.exp(Math.hypot(Math.log(1.01), -Math.log(0.99))),
      12,
    );
    const [change, ...more] = ratios?.changes ?? [];
    expect(more).toEqual([]);
    expect(change?.index).toBe(6);
    expect(change?.before).toBeCloseTo(2, 9);
    expect(change?.after).toBeCloseTo(2.6, 9);
    expect(change?.ratio).toBeCloseTo(1.3, 9);
  });

  it('has no ratio across clocks, nor where the reference is missing', () => {
    const [run] = RUNS;
    if (!run) return expect.unreachable();
    const cells = run.cells.map((cell) =>
      cell.contender === 'cblas' && cell.summary
        ? { ...cell, summary: { ...cell.summary, clock: 'gpu' as const } }
        : cell,
    );
    expect(historyOf([{ ...run, cells }], 'cblas')).toEqual([]);
    expect(historyOf(suiteRuns([[5, null]]), 'cblas')).toEqual([]);
  });

  it('goes on from where the clock of a cell changed', () => {
    const later = suiteRuns([[900, null]]).map((run) => ({
      ...run,
      cells: run.cells.map((cell) => ({
        ...cell,
        summary: cell.summary && { ...cell.summary, clock: 'gpu' as const },
      })),
    }));
    const tiled = historyOf([...RUNS, ...later]).find(({ contender }) => contender === 'gemm-tiled');
    expect([tiled?.clock, tiled?.points.length]).toEqual(['gpu', 1]);
  });

  it('does not tell of changes below the minimum effect', () => {
    const step = (percent: number) =>
      suiteRuns(Array.from({ length: 20 }, (_, run) => [run < 10 ? 1000 : 1000 + 10 * percent, 500]));
    expect(historyOf(step(0.9))[0]?.changes).toEqual([]);
    expect(historyOf(step(1.1))[0]?.changes).toHaveLength(1);
  });

  it('counts a run with a wide interval for less', () => {
    const series = (width: number) =>
      suiteRuns(Array.from({ length: 12 }, (_, run) => [run < 6 ? 1000 : 1050, 500])).map((run, index) => {
        if (index % 4 !== 0) return run;
        const cells = run.cells.map((cell) => {
          const medianNs = (cell.summary?.medianNs ?? 0) * (index === 4 ? 1.08 : 0.93);
          const ci95Ns: [number, number] = [medianNs / width, medianNs * width];
          return { ...cell, summary: cell.summary && { ...cell.summary, medianNs, ci95Ns } };
        });
        return { ...run, cells };
      });
    expect(historyOf(series(1.01))[0]?.changes).toEqual([]);
    expect(
      historyOf(series(Math.exp(0.5 * studentQuantile(0.05, 1))))[0]?.changes.map(({ index }) => index),
    ).toEqual([6]);
  });
});

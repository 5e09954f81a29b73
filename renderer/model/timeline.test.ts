import { expect, test } from 'vitest';
import type { CellTimeline } from '../../electron/ipc/history/cell-timeline.ts';
import { changeText, levelsOf, timelineAxes, timelineText } from './timeline.ts';

const timeline = (times: readonly number[], at: readonly number[] = []): CellTimeline => ({
  clock: 'wall',
  points: times.map((medianNs, index) => ({
    runId: `run-${index}`,
    name: `Run ${index}`,
    startedAt: `2026-01-0${index + 1}T00:00:00`,
    source: null,
    medianNs,
    interval95: [medianNs * 0.9, medianNs * (index === 0 ? 9 : 1.1)],
    doubt: null,
  })),
  changes: at.map((index) => {
    const [before = 0, after = 0] = [times[index - 1], times[index]];
    return { index, before, after, ratio: after / before, pValue: 0.001, notes: [] };
  }),
});
const STEPS = timeline([100, 100, 150, 150, 120], [2, 4]);

test('runs stand at even steps, and one wide interval does not squash the rest', () => {
  const { x, y } = timelineAxes(STEPS, 3);
  expect(x.domain).toEqual([-0.5, 4.5]);
  expect(x.ticks).toEqual([0, 2, 4]);
  expect(y.domain[0]).toBeLessThan(90);
  expect(y.domain[1]).toBeLessThan(250);
});

test('levels reach from one change to the next', () => {
  expect(levelsOf(STEPS)).toEqual([
    { from: 0, to: 1, medianNs: 100 },
    { from: 2, to: 3, medianNs: 150 },
    { from: 4, to: 4, medianNs: 120 },
  ]);
  expect(levelsOf(timeline([1, 2]))).toEqual([]);
});

test('changes in words', () => {
  expect(changeText({ ratio: 1.5 })).toBe('50.0% slower');
  expect(changeText({ ratio: 0.8 })).toBe('20.0% faster');
  expect(timelineText(STEPS)).toBe('5 runs, 2 changes of level; the last: 20.0% faster');
  expect(timelineText(timeline([5]))).toBe('1 run, no change of level');
});

test('each day, or time of one day, is named once', () => {
  const startedAt = (starts: readonly string[]): CellTimeline => {
    const { points, ...rest } = timeline(starts.map(() => 100));
    return { ...rest, points: points.map((point, index) => ({ ...point, startedAt: starts[index] ?? '' })) };
  };
  const labels = (starts: readonly string[]) => {
    const { x } = timelineAxes(startedAt(starts));
    return x.ticks.map((tick) => [tick, x.text(tick)]);
  };
  const days = ['2020-01-01T09:00:00', '2020-01-01T10:00:00', '2020-01-02T09:00:00', '2020-01-02T09:30:00'];
  expect(labels(days)).toEqual([
    [0, '1 Jan 2020'],
    [2, '2 Jan 2020'],
  ]);
  expect(labels(days.slice(0, 2))).toEqual([
    [0, '09:00'],
    [1, '10:00'],
  ]);
});

test('times that hardly differ are written with the digits that tell them apart', () => {
  const { y } = timelineAxes({
    ...STEPS,
    points: STEPS.points.map((point, index) => {
      const medianNs = 58_100 + 4 * index;
      return { ...point, medianNs, interval95: [medianNs - 1, medianNs + 1] };
    }),
  });
  const texts = y.ticks.map((tick) => y.text(tick));
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts[0]).toMatch(/^58\.\d{3}\u00a0µs$/);
});

import { describe, expect, test } from 'vitest';
import type { Cell } from '../../electron/ipc/types.ts';
import { cellOf, emptyCell, runOf, square } from './fixture/recorded-run.ts';
import { sizeOf } from './problem-size.ts';
import { BY_SIZE, nextSort, tableRows } from './rows.ts';

const CELLS = [
  cellOf(square(128), 'a', 400),
  cellOf(square(128), 'b', 100),
  cellOf(square(64), 'a', 300),
  emptyCell(square(64), 'b', 'failed'),
  cellOf(square(32), 'a', 100),
  cellOf(square(32), 'b', 1, { status: 'wrong' }),
];
const { method } = runOf([]).request;
const BOTH = { contenders: ['a', 'b'], method };
const sides = (sort = BY_SIZE) => tableRows(CELLS, BOTH, sort).map(({ problem }) => sizeOf(problem));

describe('tableRows', () => {
  test('has a row for each size, with a cell for each contender in order', () => {
    expect(sides()).toEqual([32, 64, 128]);
    expect(
      tableRows(CELLS, { contenders: ['b', 'a'], method }, BY_SIZE)[2]?.cells.map(
        (entry) => entry?.cell.contender,
      ),
    ).toEqual(['b', 'a']);
  });

  test('relates rates to the best verified contender at the same size', () => {
    const [wrongBest, alone, both] = tableRows(CELLS, BOTH, BY_SIZE);
    expect(both?.cells.map((entry) => entry?.standing?.ofBest ?? null)).toEqual([0.25, 1]);
    expect(alone?.cells.map((entry) => entry?.standing?.ofBest ?? null)).toEqual([1, null]);
    // The wrong kernel is a hundred times as fast, and is not ranked.
    expect(wrongBest?.cells.map((entry) => entry?.standing?.ofBest ?? null)).toEqual([1, null]);
  });

  test('highlights who is ahead of others beyond the intervals and without doubts', () => {
    const leaders = (cells: Cell[], contenders = ['a', 'b']) =>
      tableRows(cells, { contenders, method }, BY_SIZE)[0]?.cells.map((entry) => entry?.isLeader);
    const [slow, fast] = [cellOf(square(64), 'a', 400), cellOf(square(64), 'b', 100)];
    expect(leaders([slow, fast])).toEqual([false, true]);
    expect(leaders([cellOf(square(64), 'a', 105), fast])).toEqual([false, false]);
    expect(leaders([fast], ['b'])).toEqual([false]);
    const busy = { thermalState: null, lowPowerMode: null, powerSource: null, busyShare: 0.5 };
    expect(leaders([slow, { ...fast, conditions: busy }])).toEqual([false, false]);
  });

  test('sorts by a figure of a contender in either direction; cells without it come last', () => {
    expect(sides({ column: 'median', contender: 'a', descending: true })).toEqual([128, 64, 32]);
    expect(sides({ column: 'median', contender: 'a', descending: false })).toEqual([32, 64, 128]);
    expect(sides({ column: 'ofBest', contender: 'b', descending: true })[0]).toBe(128);
    expect(sides({ column: 'median', contender: 'b', descending: true }).at(-1)).toBe(64);
    expect(sides({ column: 'median', contender: 'b', descending: false }).at(-1)).toBe(64);
  });

  test('relates the IQR to the median', () => {
    expect(tableRows(CELLS, BOTH, BY_SIZE)[2]?.cells[0]?.relativeIqr).toBeCloseTo(0.2);
  });
});

test('a second click on a column reverses it', () => {
  const first = nextSort(BY_SIZE, 'gflops', 'a');
  expect(first).toEqual({ column: 'gflops', contender: 'a', descending: true });
  expect(nextSort(first, 'gflops', 'a').descending).toBe(false);
  expect(nextSort(first, 'gflops', 'b').descending).toBe(true);
  expect(nextSort(BY_SIZE, 'size', null).descending).toBe(true);
});

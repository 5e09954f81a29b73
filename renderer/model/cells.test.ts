import { expect, test } from 'vitest';
import { cellId, countDone, keyOf, mergeCells } from './cells.ts';
import { cellOf, emptyCell, square } from './fixture/recorded-run.ts';
import { sizeOf } from './problem-size.ts';

const PENDING = [emptyCell(square(64), 'a', 'pending'), emptyCell(square(128), 'a', 'pending')];

test('changed cells replace the old ones; the rest keep their identity', () => {
  const done = cellOf(square(128), 'a', 100);
  const merged = mergeCells(PENDING, [done]);
  expect(merged[0]).toBe(PENDING[0]);
  expect(merged[1]).toBe(done);
  expect(PENDING[1]?.status).toBe('pending');
});

test('unknown cells are appended', () => {
  expect(mergeCells(PENDING, [cellOf(square(256), 'a', 1)]).map(({ problem }) => sizeOf(problem))).toEqual([
    64, 128, 256,
  ]);
});

test('cells that will not be measured any more are done', () => {
  const cells = [...PENDING, cellOf(square(1), 'a', 1), emptyCell(square(2), 'a', 'unsupported')];
  expect(countDone(cells)).toBe(2);
});

test('ids are those of runs', () => {
  const cell = cellOf(square(64), 'a', 1);
  expect(cellId(keyOf(cell), cell.contender)).toBe(cell.id);
});

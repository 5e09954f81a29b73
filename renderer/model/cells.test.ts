import { expect, test } from 'vitest';
import { cellId } from '../../electron/ipc/cell.ts';
import { countDone, keyOf, sharingProblems } from './cells.ts';
import { cellOf, emptyCell, square } from './fixture/recorded-run.ts';

const PENDING = [emptyCell(square(64), 'a', 'pending'), emptyCell(square(128), 'a', 'pending')];

test('cells that will not be measured any more are done', () => {
  const cells = [...PENDING, cellOf(square(1), 'a', 1), emptyCell(square(2), 'a', 'unsupported')];
  expect(countDone(cells)).toBe(2);
});

test('ids are those of runs', () => {
  const cell = cellOf(square(64), 'a', 1);
  expect(cellId(keyOf(cell), cell.contender)).toBe(cell.id);
});

test('cells of a problem share its object', () => {
  const cells = [cellOf(square(8), 'a', 1), cellOf(square(8), 'b', 2), cellOf(square(9), 'a', 3)];
  const [one, other, third] = sharingProblems(cells);
  expect(other?.problem).toBe(one?.problem);
  expect([one, other, third]).toEqual(cells);
  expect(third).toBe(cells[2]);
});

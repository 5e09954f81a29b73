import { expect, it } from 'vitest';
import { columnsOf, movedColumn } from './columns.ts';
import { tintOf } from './tint.ts';

const ALL = ['a', 'b', 'c', 'd'];

it('shows contenders in the chosen order, without hidden ones, and new ones at the end', () => {
  expect(columnsOf(ALL, [], [])).toEqual(ALL);
  expect(columnsOf(ALL, ['c', 'gone'], ['a'])).toEqual(['c', 'b', 'd']);
});

it('moves a column past its neighbour in sight, and no further than the edge', () => {
  expect(movedColumn(ALL, [], [], 'a', 1)).toEqual(['b', 'a', 'c', 'd']);
  expect(movedColumn(ALL, [], ['b'], 'a', 1)).toEqual(['b', 'c', 'a', 'd']);
  expect(movedColumn(ALL, [], ['b'], 'c', -1)).toEqual(['c', 'a', 'b', 'd']);
  expect(movedColumn(ALL, [], [], 'd', 1)).toEqual(ALL);
});

it('tints equal factors equally strong on either side, and nothing that is even or unknown', () => {
  expect([tintOf(null), tintOf(1), tintOf(1.01), tintOf(0), tintOf(Number.NaN)]).toEqual(Array(5).fill(null));
  for (const factor of [1.1, 1.5, 2, 9]) {
    const [win, loss] = [tintOf(factor), tintOf(1 / factor)];
    expect([win?.side, loss?.side]).toEqual(['win', 'loss']);
    expect(win?.strength).toBe(loss?.strength);
  }
  expect(tintOf(9)?.strength).toBe(1);
});

import { expect, test } from 'vitest';
import { columnGroups } from './column-groups.ts';

const named = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);

test.each([
  [0, 72, []],
  [1, 72, [1]],
  [4, 72, [4]],
  [5, 72, [3, 2]],
  [6, 72, [3, 3]],
  [9, 72, [3, 3, 3]],
  [4, 208, [2, 2]],
  [3, 10_000, [1, 1, 1]],
])('%d contenders beside sizes of %d pixels', (count, sizePx, widths) => {
  const groups = columnGroups(named(count), sizePx);
  expect(groups.map(({ length }) => length)).toEqual(widths);
  expect(groups.flat()).toEqual(named(count));
});

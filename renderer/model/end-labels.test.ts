import { expect, test } from 'vitest';
import { placeLabels } from './end-labels.ts';

const label = (id: string, y: number | null, height = 20) => ({ id, y, height });

test('labels stand beside the ends of their lines where they have room', () => {
  expect([...(placeLabels([label('a', 100), label('b', 40)], 0, 200) ?? [])]).toEqual([
    ['b', 40],
    ['a', 100],
  ]);
});

test('labels that would touch are pushed apart around their middle, in the order of the ends', () => {
  const middles = placeLabels([label('a', 101), label('b', 99), label('c', 100)], 0, 200);
  expect([...(middles ?? [])]).toEqual([
    ['b', 80],
    ['c', 100],
    ['a', 120],
  ]);
});

test('none leaves the picture, and labels without a line are below', () => {
  const middles = placeLabels([label('a', null), label('b', -50), label('c', 199)], 0, 200);
  expect([middles?.get('b'), middles?.get('c'), middles?.get('a')]).toEqual([10, 170, 190]);
});

test.each([1, 2, 5, 10])('%i labels never overlap', (count) => {
  const ends = Array.from({ length: count }, (_, index) => label(String(index), (index * 71) % 190, 19));
  const middles = [...(placeLabels(ends, 0, 200)?.values() ?? [])];
  expect(middles).toHaveLength(count);
  for (const [index, middle] of middles.entries()) {
    expect(middle).toBeGreaterThanOrEqual(9.5);
    expect(middle).toBeLessThanOrEqual(190.5);
    if (index > 0) expect(middle - (middles[index - 1] ?? 0)).toBeGreaterThanOrEqual(19 - 1e-9);
  }
});

test('too many do not fit', () => {
  expect(placeLabels([label('a', 1), label('b', 2)], 0, 39)).toBeNull();
});

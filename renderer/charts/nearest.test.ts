import { expect, test } from 'vitest';
import { nearestTarget, touched } from './nearest.ts';

const target = (problem: string, contender: string, px: number, py: number) => ({
  problem,
  contender,
  line: contender,
  px,
  py,
  marked: false,
});

test('the nearest column wins over the nearest point, then the nearest height', () => {
  const targets = [target('64', 'a', 10, 100), target('64', 'b', 10, 20), target('128', 'a', 50, 60)];
  expect(nearestTarget(targets, 22, 60)).toMatchObject({ problem: '64' });
  expect(nearestTarget(targets, 12, 30)).toMatchObject({ problem: '64', contender: 'b' });
  expect(nearestTarget(targets, 12, 90)).toMatchObject({ problem: '64', contender: 'a' });
  expect(nearestTarget(targets, 49, 500)).toMatchObject({ problem: '128' });
});

test('there may be no targets', () => expect(nearestTarget([], 1, 1)).toBeNull());

test('a figure is touched nearby, unless a measured target is nearer', () => {
  const figures = [
    { id: 'near', px: 20, py: 20 },
    { id: 'nearer', px: 23, py: 20 },
  ];
  expect(touched(figures, [], 24, 20)).toMatchObject({ id: 'nearer' });
  expect(touched(figures, [], 20, 33)).toBeNull();
  expect(touched(figures, [target('64', 'a', 25, 20)], 25, 20)).toBeNull();
  expect(touched(figures, [target('64', 'a', 40, 20)], 25, 20)).toMatchObject({ id: 'nearer' });
});

import { expect, it } from 'vitest';
import { sparkline } from './sparkline.ts';

it('draws values between the lowest and the highest block', () => {
  expect(sparkline([1, 2, 4, 8])).toBe('▁▃▆█');
  expect(sparkline([8, 1])).toBe('█▁');
});

it('draws noise of 1 % flat, and one value', () => {
  expect(new Set(sparkline([100, 101, 100, 101, 101]).replaceAll('▅', '▄'))).toEqual(new Set('▄'));
  expect(sparkline([3])).toHaveLength(1);
});

it('draws many values in 30 blocks', () => {
  const line = sparkline(Array.from({ length: 200 }, (_, index) => (index < 100 ? 1 : 2)));
  expect(line).toBe('▁'.repeat(15) + '█'.repeat(15));
  expect(sparkline(Array.from({ length: 31 }, () => 1))).toHaveLength(30);
});

import { expect, test } from 'vitest';
import { type ClassRecord, parameterMap } from './parameter-map.ts';

const configured = (contender: string, ratio: number, configuration: Record<string, number>) => ({
  ...{ contender, ratio, configuration, epochs: 3 },
  interval95: [ratio, ratio] as [number, number],
});
const TUNED = {
  ranked: [
    configured('gemm-tiled@blockM=64,blockK=16', 0.8, { blockM: 64, blockK: 16, buffers: 1 }),
    configured('gemm-tiled@blockM=64,blockK=16,buffers=2', 0.9, { blockM: 64, blockK: 16, buffers: 2 }),
    configured('gemm-tiled', 1, { blockM: 32, blockK: 8, buffers: 1 }),
    configured('gemm-direct', 1.1, { blockM: 8, blockK: 8 }),
  ],
  refused: [
    {
      parameter: 'threadgroupBytes',
      contenders: [
        'gemm-tiled@blockM=16',
        'gemm-tiled@blockM=64,blockK=16,buffers=4',
        'gemm-direct@blockM=128',
      ],
      reason: 'too much',
    },
  ],
} as unknown as ClassRecord;

test('a map has the least ratio of each pair of values, rings the best, and hatches what was refused', () => {
  const { xs, ys, cells } = parameterMap(TUNED, 'gemm-tiled', 'blockM', 'blockK');
  expect(xs).toEqual(['16', '32', '64']);
  expect(ys).toEqual(['8', '16']);
  const at = (x: string, y: string) => cells.find((cell) => cell.x === x && cell.y === y);
  expect(at('64', '16')).toMatchObject({
    mark: 'best',
    details: expect.stringContaining('2 configurations; the best'),
  });
  expect(at('64', '16')?.value).toBeCloseTo(0.8);
  expect(at('32', '8')?.value).toBeCloseTo(1);
  expect(at('16', '8')).toMatchObject({
    ...{ value: null, mark: 'refused' },
    details: expect.stringMatching(/refused, such as gemm-tiled@blockM=16: too much$/),
  });
  // What was measured with other values of the rest is not refused, nor is another contender's.
  expect(cells).toHaveLength(3);
});

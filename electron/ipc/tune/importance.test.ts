import { expect, it } from 'vitest';
import type { Configuration } from '../../../kernels/index.ts';
import { createRandom } from '../random.ts';
import { importancesOf, mapOf } from './importance.ts';

const random = createRandom(1, 'importance');
const VALUES = { blockM: [16, 32, 64], blockK: [8, 16, 32, 64], buffers: [1, 2], swizzle: [1, 2, 4, 8] };

/** Random configurations whose log time is given, with a little noise. */
function measuredWith(log: (configuration: Record<string, number>) => number, count: number) {
  return Array.from({ length: count }, () => {
    const configuration = Object.fromEntries(
      Object.entries(VALUES).map(([name, choices]) => [
        name,
        choices[random.below(choices.length)] as number,
      ]),
    );
    return { configuration: configuration as Configuration, log: log(configuration) + 0.01 * random.unit() };
  });
}

it('tells the share of the variance that each parameter explains, the most important first', () => {
  // Variances: 0.0625 of buffers, and of blockM 2/9 · 0.09 = 0.02.
  const measured = measuredWith(
    ({ buffers, blockM }) => 0.5 * Number(buffers) + (blockM === 16 ? 0.3 : 0),
    2000,
  );
  const [first, second, ...others] = importancesOf('gemm-tiled', measured);
  expect([first?.parameter, second?.parameter]).toEqual(['buffers', 'blockM']);
  expect(first?.share).toBeCloseTo(0.757, 1);
  expect(second?.share).toBeCloseTo(0.242, 1);
  for (const { share } of others) expect(share).toBeLessThan(0.01);
  expect(first?.values.map(({ value }) => value).toSorted()).toEqual([1, 2]);
});

it('gives a parameter of many values no credit for chance', () => {
  const shares = Array.from({ length: 200 }, () => {
    const measured = measuredWith(() => random.unit(), 12);
    return importancesOf('gemm-tiled', measured).find(({ parameter }) => parameter === 'swizzle')?.share ?? 0;
  });
  // Without the correction, 3 degrees of freedom of 11 explain 27 % of nothing.
  expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThan(0.15);
});

it('maps the lowest ratio for each pair of values that was measured', () => {
  const at = (blockM: number, blockK: number, ratio: number) => ({
    configuration: { blockM, blockK },
    log: Math.log(ratio),
  });
  const { cells } = mapOf('blockM', 'blockK', [at(16, 8, 1.2), at(16, 8, 1.1), at(32, 8, 0.9)]);
  expect(cells).toEqual([
    { x: 16, y: 8, count: 2, ratio: expect.closeTo(1.1, 9) },
    { x: 32, y: 8, count: 1, ratio: expect.closeTo(0.9, 9) },
  ]);
});

it('says nothing of configurations that are all as fast', () => {
  const same = [1, 2].map((buffers) => ({ configuration: { buffers }, log: 0 }));
  expect(importancesOf('gemm-tiled', same)).toEqual([
    expect.objectContaining({ parameter: 'buffers', share: 0 }),
  ]);
});

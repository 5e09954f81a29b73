import { expect, test } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { visibleProblems } from './filter.ts';
import { cellOf, emptyCell, runOf, square } from './fixture/recorded-run.ts';

const wide: Problem = { op: 'gemm', dtype: 'f32', m: 256, n: 100, k: 100, batch: 3 };
const RUN = runOf([
  cellOf(square(63), 'gemm-tiled', 100),
  cellOf(square(63), 'cblas', 200),
  cellOf(square(64), 'gemm-tiled', 300),
  cellOf(square(64), 'cblas', 200),
  emptyCell(square(128), 'gemm-tiled', 'failed'),
  cellOf(square(128), 'cblas', 200),
  cellOf(wide, 'gemm-tiled', 100),
  cellOf(wide, 'cblas', 100),
]);
const shown = (filter: string) =>
  [...(visibleProblems(RUN, filter).keys ?? [])].map((key) => /(\d+)x/.exec(key)?.[1]);

test.each([
  ['n%64==0', ['64', '128']],
  ['m >= 128 && K == N', ['128', '256']],
  ['batch == 3', ['256']],
  ['ratio(cblas) > 1', ['63']],
  ['ratio(cblas)<1', ['64']],
  ['RATIO(CBLAS) == 1', ['256']],
  ['ms(cblas) > 0.00015 && !(n == 64)', ['63', '128']],
  ['rate(gemm-tiled) > 0', ['63', '64', '256']],
])('%s shows the sizes that fulfil it', (filter, sizes) => expect(shown(filter)).toEqual(sizes));

test('without a filter all sizes are shown', () => {
  expect(visibleProblems(RUN, '  ')).toEqual({ keys: null, issue: null });
});

test('a mistake is named with its place, and hides nothing', () => {
  const { keys, issue } = visibleProblems(RUN, 'n%64==0 && speed>1');
  expect(keys).toBeNull();
  expect(issue?.value).toBe('"speed" at 12');
  expect(issue?.expected).toContain('ratio(cblas)');
  expect(visibleProblems(RUN, 'ratio(cblas) <').issue).toMatchObject({ value: 'the end at 15' });
  expect(visibleProblems(RUN, 'ratio(cblas) 3').issue?.value).toBe('"3" at 14');
  expect(visibleProblems(RUN, 'ratio(mps) < 1').issue?.value).toBe('"ratio" at 1');
  expect(visibleProblems(RUN, 'n + 1').issue?.expected).toContain('a condition');
});

test('so is a filter that shows nothing', () => {
  expect(visibleProblems(RUN, 'n > 1000').issue?.value).toBe('none of 4 sizes');
});

test('chart and table share what was found', () => {
  expect(visibleProblems(RUN, 'n > 64')).toBe(visibleProblems(RUN, 'n > 64'));
});

import { expect, test } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { cellOf, emptyCell, runOf, square } from './fixture/recorded-run.ts';
import { DEFAULT_MAP, runMap } from './run-map.ts';

const gemm = (m: number, n: number, k: number): Problem => ({ op: 'gemm', dtype: 'f32', m, n, k });
const ASKED = { metric: 'ratio', filter: '', reference: 'cblas' } as const;

/** M × N × K with two kernels and a library; the kernel is slower at 64 × 64 and failed at 128 × 128. */
const GRID = runOf(
  [64, 128].flatMap((m) =>
    [64, 128].flatMap((n) => [
      ...[32, 64, 96].flatMap((k) => [
        m + n === 256
          ? emptyCell(gemm(m, n, k), 'gemm-direct', 'failed', 'no such tile')
          : cellOf(gemm(m, n, k), 'gemm-direct', m + n === 128 ? 2e6 : 5e5 - 1e3 * k),
        cellOf(gemm(m, n, k), 'cblas', 1e6),
      ]),
    ]),
  ),
);

test('a map of extents that cross shows the best of the others to the reference, in the middle of sizes', () => {
  const map = runMap(GRID, DEFAULT_MAP, ASKED);
  expect([map.x?.name, map.y?.name, map.xs, map.ys]).toEqual(['n', 'm', ['64', '128'], ['64', '128']]);
  expect(map.title).toMatch(/^Ratio to /);
  const at = (x: string, y: string) => map.cells.find((cell) => cell.x === x && cell.y === y);
  expect(at('64', '64')?.value).toBe(0.5);
  // K = 64 is in the middle, whichever way the times go.
  expect(at('128', '64')?.value).toBeCloseTo(1e6 / (5e5 - 64e3));
  expect(at('128', '64')?.ref).toEqual({
    runId: GRID.id,
    problem: 'gemm-f32-64x128x64',
    contender: 'gemm-direct',
  });
  expect(at('128', '64')?.details).toContain('the middle of 3 sizes');
  expect(at('128', '128')).toMatchObject({ value: null, mark: 'refused' });
  expect(at('128', '128')?.details).toContain('failed: no such tile');
});

test('the best place is ringed: the highest rate, but the least error', () => {
  const rated = runMap(GRID, { ...DEFAULT_MAP, contender: 'gemm-direct' }, { ...ASKED, metric: 'rate' });
  const best = rated.cells.filter(({ mark }) => mark === 'best');
  expect(best).toHaveLength(1);
  expect(best[0]?.value).toBe(Math.max(...rated.cells.map(({ value }) => value ?? 0)));
  const exact = runOf([
    cellOf(square(64), 'cblas', 1e6),
    cellOf(square(64), 'gemm-direct', 1e6, {
      verification: { maxRelativeError: 0, tolerance: 1, method: 'elements', rowsChecked: 1, rows: 1 },
    }),
    cellOf(square(128), 'cblas', 1e6),
  ]);
  const errors = runMap(exact, DEFAULT_MAP, { ...ASKED, metric: 'error' });
  expect(errors.cells.find(({ mark }) => mark === 'best')?.value).toBe(0);
});

test('squares are laid out by size and contender, since M and N are one line', () => {
  const run = runOf(
    [64, 128].flatMap((side) => ['gemm-direct', 'cblas'].map((id) => cellOf(square(side), id, 1e6))),
  );
  const map = runMap(run, DEFAULT_MAP, { ...ASKED, metric: 'utilization' });
  expect([map.x?.name, map.y?.name]).toEqual(['size', 'contender']);
  expect(map.contenders).toEqual([]);
  expect(map.cells).toHaveLength(4);
});

test('axes can be chosen, also parameters of contenders, and only those that have them are there', () => {
  const run = runOf(
    [8, 16].flatMap((blockM) =>
      [8, 32].map((blockN) =>
        cellOf(square(64), `gemm-simdgroup@blockM=${blockM},blockN=${blockN}`, 1e6 / blockM),
      ),
    ),
  );
  const map = runMap(
    run,
    { ...DEFAULT_MAP, x: 'blockM', y: 'blockN' },
    { ...ASKED, metric: 'rate', reference: null },
  );
  expect([map.xs, map.ys, map.contenders]).toEqual([['8', '16'], ['8', '32'], ['gemm-simdgroup']]);
  expect(map.cells).toHaveLength(4);
});

test('nothing is shown across clocks', () => {
  const onGpu = cellOf(square(64), 'gemm-direct', 1e6);
  const run = runOf([
    { ...onGpu, summary: onGpu.summary && { ...onGpu.summary, clock: 'gpu' } },
    cellOf(square(64), 'cblas', 1e6),
    cellOf(square(128), 'cblas', 1e6),
  ]);
  const [first] = runMap(run, DEFAULT_MAP, ASKED).cells.filter(({ ref }) => ref.contender === 'gemm-direct');
  expect(first?.value).toBeNull();
  expect(first?.details).toContain('clock of the reference');
});

test('one dimension is no map, and neither are a million places', () => {
  expect(runMap(runOf([cellOf(square(64), 'cblas', 1e6)]), DEFAULT_MAP, ASKED).x).toBeNull();
  const many = runOf(Array.from({ length: 60 }, (_, index) => cellOf(square(index + 1), 'cblas', 1e6)));
  expect(runMap(many, { ...DEFAULT_MAP, x: 'm', y: 'n' }, ASKED)).toMatchObject({
    isTooLarge: true,
    cells: [],
  });
});

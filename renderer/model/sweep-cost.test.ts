import { expect, it } from 'vitest';
import { defaultMethod } from '../../electron/ipc/method.ts';
import { cellOf, runOf, square } from './fixture/recorded-run.ts';
import { readText, sweepCost } from './sweep-cost.ts';

const { device } = runOf([]).environment;
const method = defaultMethod('cpu');
const seconds = (text: string) => [...text.matchAll(/[\d.]+/g)].map(Number);

it('counts the cells, and reckons their time from the rates of runs on the device', () => {
  const problems = [square(64), square(128)];
  const request = { problems, contenders: ['gemm-tiled', 'cblas'], method };
  const guessed = sweepCost(request, device, []);
  expect(guessed).toMatchObject({ cells: 4, basis: expect.stringContaining('guess') });
  const known = runOf(problems.map((problem) => cellOf(problem, 'gemm-tiled', 5e7)));
  const slower = sweepCost(request, device, [known]);
  expect(slower.basis).toContain('1 run on this device');
  expect(seconds(slower.time).at(-1)).toBeGreaterThan(seconds(guessed.time).at(-1) ?? 0);
  expect(sweepCost({ ...request, problems: [] }, device, [])).toMatchObject({ cells: 0, time: '' });
});

it('reckons thousands of cells from some of them', () => {
  const problems = Array.from({ length: 1536 }, (_, index) => square(index + 1));
  const { cells, time } = sweepCost({ problems, contenders: ['gemm-tiled', 'cblas'], method }, device, []);
  expect(cells).toBe(3072);
  expect(time).toMatch(/^about .*(min|h)/);
});

it('says what was read of sizes', () => {
  const label = ({ m }: { m: number }) => String(m);
  const read = (...sides: number[]) => readText(sides.map(square), label as never);
  expect(read(64)).toBe('1 size: 64');
  expect(read(1, 2, 3, 4, 5, 6, 7)).toBe('7 sizes: 1, 2, 3, 4 … 7');
});

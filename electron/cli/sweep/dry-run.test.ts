import { describe, expect, it } from 'vitest';
import { sampleEnvironment, sampleRequest, sampleRun } from '../../ipc/fixture/sample-run.ts';
import { ratesOf } from '../../ipc/known-rates.ts';
import type { Run } from '../../ipc/types.ts';
import { plain } from '../terminal/paint.ts';
import { dryRunText } from './dry-run.ts';

const { device } = sampleEnvironment;
const square = (m: number) => ({ op: 'gemm', dtype: 'f32', m, n: m, k: m }) as const;
const gpu = (coreCount: number | null) => ({
  ...device,
  kind: 'gpu' as const,
  gpu: device.gpu && { ...device.gpu, coreCount },
});

/** Runs that measured a contender at sizes. */
function runsWith(contender: string, rates: Record<number, number>): Pick<Run, 'cells'>[] {
  const [cell] = sampleRun().cells.filter(({ summary }) => summary !== null);
  if (!cell?.summary) throw new Error('the sample run has no figure');
  const { summary } = cell;
  return Object.entries(rates).map(([size, gflops]) => ({
    cells: [{ ...cell, contender, problem: square(Number(size)), summary: { ...summary, gflops } }],
  }));
}

const text = (request: object, runs: Pick<Run, 'cells'>[] = []) =>
  dryRunText({ ...sampleRequest, ...request }, device, plain, ratesOf(runs, device));

describe('a dry run', () => {
  it('of many sizes keeps each contender on a few lines', () => {
    const problems = Array.from({ length: 300 }, (_, i) => ({ ...square(1), m: i + 1 }));
    const lines = text({ problems });
    expect(lines).toContain('10×1×1, …, 300×1×1');
    expect(lines).toContain('600 cells');
    expect(lines).not.toContain('11×1×1,');
  });

  it('lists the sizes of each contender, why others are unsupported, cells and time', () => {
    const contenders = ['gemm-tiled', 'gemm-direct@blockM=7', 'mps'];
    const [title, tiled, direct, mps, total] = text({ contenders }).split('\n');
    expect(title).toBe('SGEMM, 2 sizes, 64×64×64 to 65×1×16384');
    expect(tiled).toBe('  Tiled  64×64×64, 65×1×16384');
    expect(direct).toMatch(/ none {2}2 unsupported: .*blockM/);
    expect(mps).toBe('  MPS  none  2 unsupported: Metal Performance Shaders exist on macOS only');
    expect(total).toMatch(
      /^2 cells on A “CPU”.*; about .*, with 20 GFLOPS assumed: no earlier run here has these contenders$/,
    );
    expect(text({ contenders: ['mps'] })).toMatch(/\n0 cells on A “CPU”[^;]*$/);
  });

  it('reckons with the rates of earlier runs', () => {
    const request = {
      problems: [square(1000)],
      contenders: ['gemm-tiled'],
      method: { ...sampleRequest.method, minSamples: 10, maxSamples: 10, maxProblemMs: 1, minSampleMs: 1 },
    };
    // 2 GFLOP at 1 GFLOPS: 10 samples of 2 s, and a quarter on top.
    const runs = runsWith('gemm-tiled', { 900: 1, 64: 100 });
    expect(text(request, runs)).toMatch(/; about 25\u00a0s, from the rates of 2 earlier runs$/);
    const both = { ...request, contenders: ['gemm-tiled', 'gemm-simdgroup'] };
    expect(text(both, runs)).toMatch(
      /from the rates of 2 earlier runs, and with 20 GFLOPS assumed for 1 cell$/,
    );
  });
});

describe('the rate of a contender', () => {
  it('is that of the nearest size of its data type', () => {
    const { rateOf } = ratesOf(runsWith('gemm-tiled', { 64: 5, 512: 50 }), device);
    expect(rateOf(square(100), 'gemm-tiled')).toEqual({ gflops: 5, isMeasured: true });
    expect(rateOf(square(400), 'gemm-tiled')).toEqual({ gflops: 50, isMeasured: true });
    const half = { ...square(400), dtype: 'f16' } as const;
    expect(rateOf(half, 'gemm-tiled').isMeasured).toBe(false);
    expect(rateOf(square(400), 'gemm-tiled@blockM=32').isMeasured).toBe(false);
  });

  it('is guessed by the cores of a GPU', () => {
    expect(ratesOf([], gpu(32)).rateOf(square(8), 'mps')).toEqual({ gflops: 3200, isMeasured: false });
    expect(ratesOf([], gpu(null)).rateOf(square(8), 'mps').gflops).toBe(1000);
  });
});

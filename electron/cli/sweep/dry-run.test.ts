import { expect, it } from 'vitest';
import { sampleEnvironment, sampleRequest } from '../../ipc/fixture/sample-run.ts';
import { plain } from '../terminal/paint.ts';
import { dryRunText } from './dry-run.ts';

it('a dry run of many sizes keeps each contender on a few lines', () => {
  const problems = Array.from(
    { length: 300 },
    (_, i) => ({ op: 'gemm', dtype: 'f32', m: i + 1, n: 1, k: 1 }) as const,
  );
  const text = dryRunText({ ...sampleRequest, problems }, sampleEnvironment.device, plain);
  expect(text).toContain('10×1×1, …, 300×1×1');
  expect(text).toContain('600 cells');
  expect(text).not.toContain('11×1×1,');
});

it('a dry run lists the sizes of each contender, why others are unsupported, cells and time', () => {
  const contenders = ['gemm-tiled', 'gemm-direct@blockM=7', 'mps'];
  const request = { ...sampleRequest, contenders };
  const [title, tiled, direct, mps, total] = dryRunText(request, sampleEnvironment.device, plain).split('\n');
  expect(title).toBe('SGEMM, 2 sizes, 64×64×64 to 65×1×16384');
  expect(tiled).toBe('  Tiled  64×64×64, 65×1×16384');
  expect(direct).toMatch(/ none {2}2 unsupported: .*blockM/);
  expect(mps).toBe('  MPS  none  2 unsupported: Metal Performance Shaders exist on macOS only');
  expect(total).toMatch(
    /^2 cells on A “CPU”.*; rounds of up to 4\u00a0s, longer where 10 samples take longer/,
  );
});

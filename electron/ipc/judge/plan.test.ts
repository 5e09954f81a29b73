import { describe, expect, it } from 'vitest';
import {
  estimate,
  FAMILIES,
  ownKernel,
  type Problem,
  problemKey,
  refusalOfOwn,
  startKernel,
} from '../../../kernels/index.ts';
import { DISTRIBUTIONS } from './examination.ts';
import { planTrials, REASONS } from './plan.ts';

function kernelOf(op: string, requires: readonly string[] = []) {
  const started = startKernel(op, {}, 'mine');
  if ('issues' in started) throw new Error(JSON.stringify(started.issues));
  const { descriptor, texts } = started;
  const all = { ...descriptor, requires: [...(descriptor.requires ?? []), ...requires] };
  const read = ownKernel(all, texts, 'mine.metal');
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return read.kernel;
}

const SQUARE: Problem = { op: 'gemm', dtype: 'f32', m: 128, n: 128, k: 128 };

describe('a plan of trials', () => {
  it('is the same for the same seed, and another for another', () => {
    const plan = (seed: number) => planTrials(kernelOf('gemm'), [SQUARE], { seed, rounds: 2 });
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
  });

  it('has inputs of every kind and of their own, and problems no larger than those given', () => {
    const trials = planTrials(kernelOf('gemm'), [SQUARE], { seed: 3, rounds: 2 });
    expect([...new Set(trials.map(({ reason }) => reason))]).toEqual([...REASONS]);
    expect(new Set(trials.map(({ distribution }) => distribution))).toEqual(new Set(DISTRIBUTIONS));
    expect(new Set(trials.map(({ seed }) => seed)).size).toBe(trials.length);
    const most = estimate(SQUARE).flops;
    for (const { problem } of trials) expect(estimate(problem).flops).toBeLessThanOrEqual(most);
    for (const { problem, reason } of trials) {
      if (reason === 'given') expect(problem).toEqual(SQUARE);
      if (reason === 'checked') expect(estimate(problem).flops).toBeLessThan(most);
    }
    const drawn = trials.filter(({ reason }) => reason !== 'given');
    expect(new Set(drawn.map(({ problem }) => problemKey(problem))).size).toBeGreaterThan(10);
  });

  it.each([
    ['gemm', ['m % 64 == 0', 'n % 64 == 0']],
    ['gemm', ['k % 128 == 0 && m == n']],
    ...FAMILIES.map(({ op }) => [op, []] as [string, string[]]),
  ])('of %s that requires %j finds problems of every kind that it supports', (op, requires) => {
    const kernel = kernelOf(op, requires);
    const { supports } = kernel.descriptor;
    const chosen = Object.entries(supports ?? {}).flatMap(([name, values]) =>
      values === 'any' ? [] : [[name, values[0]]],
    );
    const extents =
      { attention: { r: 128, c: 128, d: 64 } }[op] ??
      FAMILIES.find((family) => family.op === op)?.square(128);
    const given = { op, ...Object.fromEntries(chosen), ...extents } as unknown as Problem;
    expect(refusalOfOwn(kernel, given)).toBeNull();
    const trials = planTrials(kernel, [given], { seed: 1, rounds: 1 });
    for (const { problem } of trials) expect(refusalOfOwn(kernel, problem)).toBeNull();
    const found = new Set(trials.map(({ reason }) => reason));
    expect([...found]).toEqual(expect.arrayContaining(['given', 'random']));
    if (requires.length === 0) expect([...found]).toEqual([...REASONS]);
  });
});

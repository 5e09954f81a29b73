import { describe, expect, it } from 'vitest';
import { sampleEnvironment, sampleRequest, sampleRun } from '../fixture/sample-run.ts';
import type { DeviceInfo, Environment, Method } from '../types.ts';
import { bySuite, isInHistory, suiteOf, suiteTitle } from './suite.ts';

const { device } = sampleEnvironment;
const keyOf = (changes: {
  method?: Partial<Method>;
  environment?: Partial<Environment>;
  dtype?: 'f16' | 'f32';
}) => {
  const { method, environment, dtype = 'f32' } = changes;
  const problems = [{ op: 'gemm' as const, dtype, m: 8, n: 8, k: 8 }];
  const request = { ...sampleRequest, problems, method: { ...sampleRequest.method, ...method } };
  return suiteOf({ request, environment: { ...sampleEnvironment, ...environment } }).key;
};
const onDevice = (changes: Partial<DeviceInfo>) =>
  keyOf({ environment: { device: { ...device, ...changes } } });
const GPU = { ...(device.gpu as NonNullable<DeviceInfo['gpu']>), osBuild: null };

describe('runs are of another suite with', () => {
  it.each([
    ['cold caches', keyOf({ method: { cache: 'hot' } })],
    ['private storage', keyOf({ method: { storage: 'private' } })],
    ['indirect encoding', keyOf({ method: { encoding: 'indirect' } })],
    ['a spin', keyOf({ method: { spinMs: 10 } })],
    ['longer samples', keyOf({ method: { minSampleMs: 20 } })],
    ['another type', keyOf({ dtype: 'f16' })],
    ['another system', keyOf({ environment: { os: 'Linux 6' } })],
    ['another device', onDevice({ name: 'Another' })],
    ['more threads', onDevice({ threads: 4 })],
    ['more cores', onDevice({ kind: 'gpu', gpu: { ...GPU, coreCount: 32 } })],
    ['another build', onDevice({ gpu: { ...GPU, osBuild: '25B78' } })],
  ])('%s', (_what, key) => expect(key).not.toBe(keyOf({})));
});

describe('runs are of the same suite with', () => {
  it.each([
    ['another seed', keyOf({ method: { seed: 2 } })],
    ['more samples', keyOf({ method: { minSamples: 20, maxSamples: 100, targetRelativeIqr: 0.01 } })],
    ['more time and epochs', keyOf({ method: { maxProblemMs: 9000, epochs: 5 } })],
    ['another machine of the class', keyOf({ environment: { machine: 'other', memoryBytes: 1 } })],
    [
      'another roof and other tools',
      keyOf({ environment: { roof: { ...sampleEnvironment.roof, gflops: 1 }, versions: {} } }),
    ],
  ])('%s', (_what, key) => expect(key).toBe(keyOf({})));
});

it('has a title', () => {
  expect(suiteTitle(suiteOf(sampleRun()))).toBe(
    'Matrix multiplication f32 · A “CPU” </script> with 2 threads, A CPU, 2 threads · Linux (24A335) · caches cold, samples of 1 ms or more',
  );
});

it('groups runs in their order', () => {
  const hot = { ...sampleRequest, method: { ...sampleRequest.method, cache: 'hot' as const } };
  const runs = [sampleRun({ name: 'a' }), sampleRun({ name: 'b', request: hot }), sampleRun({ name: 'c' })];
  expect(bySuite(runs).map((own) => own.map(({ name }) => name))).toEqual([['a', 'c'], ['b']]);
});

it('is made of runs that are over, but of no rematches or heats', () => {
  const side = { id: '0b6f3a0e-6d5c-4f6e-9c57-2f1d8f0a1b2c', name: 'a' };
  const rematch = { baseline: side, candidate: side, maxEpochs: 12, budgetMs: 1000 };
  expect(isInHistory(sampleRun())).toBe(true);
  expect(isInHistory(sampleRun({ status: 'running' }))).toBe(false);
  expect(isInHistory(sampleRun({ request: { ...sampleRequest, rematch } }))).toBe(false);
  const heat = { tuning: side.id, sizeClass: 'gemm f32', kind: 'screen' as const, along: [] };
  expect(isInHistory(sampleRun({ request: { ...sampleRequest, heat } }))).toBe(false);
});

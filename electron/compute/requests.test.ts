import { describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import type { ComputeEvent } from '../ipc/compute-protocol.ts';
import { NOTHING_ASKED } from '../ipc/programs/kept-program.ts';
import type { SweepRequest } from '../ipc/types.ts';
import { createFakeNative, FAKE_BANDWIDTH_GBPS, FAKE_PEAK_GFLOPS } from './fixture/fake-native.ts';
import { createRequestTable } from './requests.ts';

const PROBLEM: Problem = { op: 'gemm', dtype: 'f32', m: 6, n: 7, k: 8 };
const REQUEST: SweepRequest = {
  device: 'cpu',
  problems: [PROBLEM],
  contenders: ['cblas'],
  method: {
    minSamples: 10,
    maxSamples: 10,
    targetRelativeIqr: 0,
    maxProblemMs: 1000,
    minSampleMs: 0,
    seed: 1,
    cache: 'hot',
    storage: 'shared',
    encoding: 'direct',
    spinMs: 0,
    epochs: 1,
  },
};

async function table() {
  const native = createFakeNative();
  const events: ComputeEvent[] = [];
  const onLost = vi.fn();
  const requests = createRequestTable({ native, fault: null, emit: (event) => events.push(event), onLost });
  const environment = await requests.environment({ device: 'cpu' });
  const sweep = (runId: string, request = REQUEST) =>
    requests.sweep({ runId, sweep: request, environment, done: [], programs: NOTHING_ASKED });
  return { native, requests, environment, sweep, events };
}

describe('requests', () => {
  it('outside a sweep store the pipelines that they made', async () => {
    const { native, requests } = await table();
    const before = native.storedAfter.length;
    await requests.environment({ device: 'cpu' });
    expect(native.storedAfter).toHaveLength(before + 1);
  });

  it('list devices with the contenders that are available on them', async () => {
    const { native, requests } = await table();
    native.routines = async () => [{ name: 'cblas-sgemm', reason: 'No CBLAS is linked.' }];
    const [device] = await requests.devices({});
    expect(device?.contenders).toContainEqual({ id: 'gemm-tiled', available: true });
    expect(device?.contenders).toContainEqual({
      id: 'cblas',
      available: false,
      reason: 'No CBLAS is linked.',
    });
  });

  it('describe the environment, and refuse an unknown device', async () => {
    const { requests, environment } = await table();
    expect(environment.roof).toMatchObject({ gflops: FAKE_PEAK_GFLOPS, halfGflops: null, source: 'fake' });
    expect(environment.roof.bandwidth?.rateGBps).toBeCloseTo(FAKE_BANDWIDTH_GBPS);
    expect(environment.versions).toMatchObject({ node: process.versions.node, fake: '1' });
    expect(environment.cores).toBeGreaterThan(0);
    await expect(requests.environment({ device: 'gpu' })).rejects.toMatchObject({
      code: 'NO_DEVICE',
      message: 'device = gpu: expected cpu',
    });
  });

  it('show the cache, and clear it unless a sweep needs it', async () => {
    const { sweep, requests } = await table();
    expect(await requests.cache({ clear: false })).toMatchObject({ entries: 2 });
    expect(await requests.cache({ clear: true })).toMatchObject({ entries: 0 });
    const first = sweep('one');
    await expect(requests.cache({ clear: true })).rejects.toMatchObject({ code: 'BUSY' });
    await first;
  });

  it('run one sweep at a time', async () => {
    const { sweep, requests } = await table();
    const first = sweep('one');
    await expect(sweep('two')).rejects.toMatchObject({ code: 'BUSY' });
    await expect(async () => requests.environment({ device: 'cpu' })).rejects.toMatchObject({ code: 'BUSY' });
    expect(await first).toEqual({ status: 'finished' });
    expect(await sweep('three')).toEqual({ status: 'finished' });
  });

  it('cancel the named sweep, and no other', async () => {
    const { sweep, requests } = await table();
    const first = sweep('one');
    await requests.cancel({ runId: 'other' });
    expect(await first).toEqual({ status: 'finished' });
    const second = sweep('two');
    await requests.cancel({ runId: 'two' });
    expect(await second).toEqual({ status: 'cancelled' });
  });

  it('measure compile times, one measurement at a time, and can be cancelled', async () => {
    const { native, sweep, requests, events } = await table();
    const runId = '6f6c0a8e-3a3c-4c55-8a30-0d8d0b1f6a11';
    const cells = { device: 'cpu', problems: [PROBLEM], contenders: ['gemm-tiled'] };
    const request = { runId, ...cells, maxPhaseMs: 1 };
    const first = requests.compile(request);
    await expect(sweep('one')).rejects.toMatchObject({ code: 'BUSY' });
    await expect(requests.compile(request)).rejects.toMatchObject({ code: 'BUSY' });
    expect((await first).texts).toHaveLength(1);
    const progress = events.filter((event) => event.type === 'compilation');
    expect(progress.at(-1)).toMatchObject({ progress: { runId, done: 1, total: 1 } });
    const second = requests.compile(request);
    await requests.cancel({ runId });
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(native.activities()).toBe(0);
    const broken = { ...request, maxPhaseMs: 0 };
    await expect(requests.compile(broken)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'compile: maxPhaseMs = 0: expected at least 1',
    });
    expect(await sweep('two')).toEqual({ status: 'finished' });
  });

  it('refuse a sweep that does not match the schema', async () => {
    const { sweep } = await table();
    const broken = { ...REQUEST, problems: [{ ...PROBLEM, m: 0 }] };
    await expect(sweep('one', broken)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('refuse to check while a sweep runs, and a launch that does not match the schema', async () => {
    const { sweep, requests } = await table();
    const options = { languageVersion: '3.1' as const, defines: {}, includeFolders: [] };
    const launch = { kernel: 'k', grid: [8], threadsPerThreadgroup: [0] };
    const broken = { source: '', options, launch, timeoutMs: 1000 };
    await expect(requests.check(broken)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'check: launch.threadsPerThreadgroup[0] = 0: expected at least 1',
    });
    const first = sweep('one');
    await expect(requests.check({ ...broken, launch: null })).rejects.toMatchObject({ code: 'BUSY' });
    await first;
    expect(await requests.check({ ...broken, launch: null })).toMatchObject({
      diagnostics: [],
      outcome: null,
    });
  });
});

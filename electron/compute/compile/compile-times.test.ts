import { describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../../kernels/index.ts';
import { findDevice } from '../environment.ts';
import { createFakeNative } from '../fixture/fake-native.ts';
import { measureCompileTimes } from './compile-times.ts';

const sized = (m: number): Problem => ({ op: 'gemm', dtype: 'f32', m, n: 64, k: 64 });
const CELLS = {
  maxPhaseMs: 1e-9,
  problems: [sized(64), sized(128)],
  contenders: ['gemm-simdgroup@blockM=16', 'gemm-simdgroup@blockM=32', 'gemm-tiled'],
};
const quiet = () => ({ signal: new AbortController().signal, onProgress: () => undefined });

/** The fake machine, and what its compiler is given. */
async function machine(deviceId = 'metal') {
  const native = createFakeNative({}, { gpu: { concurrentCompilations: 3 } });
  return { native, device: await findDevice(native, deviceId), compile: vi.spyOn(native, 'compile') };
}

describe('compile times', () => {
  it('are of each distinct text once, whatever programs share it', async () => {
    const { native, device } = await machine();
    const contenders = [...CELLS.contenders, CELLS.contenders[0] as string, 'cblas'];
    const report = await measureCompileTimes(native, device, { ...CELLS, contenders }, quiet());
    expect(report).toMatchObject({ device: 'metal', target: 'Apple9', failures: [], unsupported: [] });
    expect(report.programs).toBe(8);
    expect(report.texts.reduce((sum, { programs }) => sum + programs, 0)).toBe(8);
    expect(report.texts.length).toBeLessThan(8);
    for (const { lines, bytes } of report.texts) expect(bytes).toBeGreaterThan(lines);
  });

  it('give no cache the same text or function twice, unless it is to answer', async () => {
    const { native, device, compile } = await machine();
    const pipeline = vi.spyOn(native, 'pipeline');
    const { texts } = await measureCompileTimes(native, device, CELLS, quiet());
    const given = (caches: string | undefined) =>
      compile.mock.calls.flatMap(([, source, options]) => (options?.caches === caches ? [source] : []));
    const fresh = given('none');
    // One to start the compiler, one by one, and on 1, 2 and 3 threads.
    expect(fresh).toHaveLength(1 + texts.length * 4);
    expect(new Set(fresh).size).toBe(fresh.length);
    expect(new Set(given('stored'))).toEqual(new Set(given(undefined)));
    for (const source of fresh) expect(given('stored')).not.toContain(source);
    const names = pipeline.mock.calls.map(([, name]) => name).filter((name) => /_[0-9a-f]{12}$/.test(name));
    expect(new Set(names).size).toBe(fresh.length);
    // Each is in its text, where the function's own name was.
    for (const name of names) {
      const source = fresh.find((text) => text.includes(`kernel void ${name}(`)) ?? '';
      const own = new RegExp(`\\b${name.replace(/_[0-9a-f]{12}$/, '')}\\b`);
      expect(source).not.toMatch(own);
    }
  });

  it('compile at most so many at a time as the device does, and release what they made', async () => {
    const { native, device } = await machine();
    const counts: number[] = [];
    const { compile, release } = native;
    let [running, most, held] = [0, 0, 0];
    native.compile = async (id, source, options) => {
      if (options?.caches) held++;
      if (options?.caches !== 'none') return compile(id, source, options);
      most = Math.max(most, ++running);
      counts.push(running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      return compile(id, source, options);
    };
    native.release = (resource) => {
      held--;
      release(resource);
    };
    const { parallel, texts } = await measureCompileTimes(native, device, CELLS, quiet());
    expect(texts.length).toBeGreaterThanOrEqual(3);
    expect(parallel.map(({ threads }) => threads)).toEqual([1, 2, 3]);
    expect(most).toBe(3);
    // First one to start with, then each text alone.
    expect(counts.slice(0, texts.length + 1)).toEqual(Array(texts.length + 1).fill(1));
    expect(held).toBe(0);
    expect(native.activities()).toBe(0);
  });

  it('are taken in several rounds while there is time, each in an order of its own', async () => {
    const { native, device, compile } = await machine('cpu');
    const cells = { ...CELLS, maxPhaseMs: 60_000 };
    const { texts, parallel } = await measureCompileTimes(native, device, cells, quiet());
    for (const { libraryMs, pipelineMs, storedMs } of texts)
      expect([libraryMs.length, pipelineMs.length, storedMs.length]).toEqual([5, 5, 5]);
    expect(parallel.map(({ threads, wallMs }) => [threads, wallMs.length])).toEqual([
      [1, 5],
      [2, 5],
    ]);
    const stored = compile.mock.calls.flatMap(([, source, given]) =>
      given?.caches === 'stored' ? [source] : [],
    );
    const orders = [0, 1, 2, 3, 4].map((round) =>
      stored.slice(round * texts.length, (round + 1) * texts.length),
    );
    for (const order of orders) expect(new Set(order).size).toBe(texts.length);
    expect(new Set(orders.map((order) => order.join())).size).toBeGreaterThan(1);
  });

  it('leave out what does not compile or cannot be generated, and say why', async () => {
    const { native, device, compile } = await machine();
    const original = native.compile;
    native.compile = (id, source, options) =>
      source.includes('sums in registers of threads')
        ? Promise.reject(Object.assign(new Error('no'), { code: 'COMPILE_FAILED' }))
        : original(id, source, options);
    const contenders = [...CELLS.contenders, 'gemm-simdgroup@blockM=16,registerM=32'];
    const report = await measureCompileTimes(native, device, { ...CELLS, contenders }, quiet());
    expect(report.unsupported).toEqual([
      { reason: expect.stringMatching(/registerM = 32: expected/), programs: 2 },
    ]);
    expect(report.failures.map(({ contender }) => contender)).toEqual(
      report.failures.map(() => 'gemm-tiled'),
    );
    expect(report.texts.map(({ contender }) => contender)).not.toContain('gemm-tiled');
    expect(compile).toHaveBeenCalled();
  });

  it('refuse when there is nothing to compile', async () => {
    const { native, device } = await machine();
    const cells = { ...CELLS, contenders: ['cblas'] };
    await expect(measureCompileTimes(native, device, cells, quiet())).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
  });

  it('end at once when they are cancelled', async () => {
    const { native, device, compile } = await machine();
    const controller = new AbortController();
    const onProgress = (activity: string) => activity === 'compiling one by one' && controller.abort();
    const { signal } = controller;
    const work = measureCompileTimes(native, device, CELLS, { ...quiet(), signal, onProgress });
    await expect(work).rejects.toMatchObject({ code: 'CANCELLED' });
    // One to start with, and the one after which it was cancelled.
    expect(compile.mock.calls.filter(([, , options]) => options?.caches === 'none')).toHaveLength(2);
  });
});

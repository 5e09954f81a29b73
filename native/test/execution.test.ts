import { expect, test } from 'vitest';
import { NativeError, native } from '../index.ts';
import { extent } from './extent.ts';
import { at, fill, HEADER, prepare, run } from './harness.ts';

const SPIN = `${HEADER}
kernel void spin(device float *out [[buffer(0)]], constant uint &count [[buffer(1)]], uint i [[thread_index_in_threadgroup]]) {
  for (uint j = 0; j < count; j++) threadgroup_barrier(mem_flags::mem_threadgroup);
  out[i] += 1;
}`;

test('an aborted execution stops between threadgroups', async () => {
  const { pass, buffers, free } = await prepare(SPIN, {
    kernel: 'spin',
    arguments: [fill(64), { words: [1000] }],
    threadsPerThreadgroup: [64, 1, 1],
  });
  const abort = new AbortController();
  // Hours of work if nothing stops it.
  const execution = native.execute('cpu', [pass], { duplicates: 2 ** 31 - 1, signal: abort.signal });
  const hasRun = async () => at(new Float32Array(await native.read(at(buffers, 0))), 0) > 0;
  while (!(await hasRun())) await new Promise((wake) => setTimeout(wake, 1));
  abort.abort();
  await expect(execution).rejects.toMatchObject({ code: 'CANCELLED' });

  await expect(native.execute('cpu', [pass], { signal: abort.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  await expect(
    native.execute('cpu', [pass], { signal: new AbortController().signal }),
  ).resolves.toMatchObject({
    gpuNs: null,
  });
  free();
});

test('aborting after the end does nothing', async () => {
  const { pass, free } = await prepare(SPIN, {
    kernel: 'spin',
    arguments: [fill(64), { words: [1] }],
    threadsPerThreadgroup: [64, 1, 1],
  });
  const abort = new AbortController();
  await native.execute('cpu', [pass], { signal: abort.signal });
  abort.abort();
  await native.execute('cpu', [pass]);
  free();
});

test('duplicates repeat the passes', async () => {
  const out = fill(64);
  const { wallNs } = await run(SPIN, {
    kernel: 'spin',
    arguments: [out, { words: [3] }],
    threadsPerThreadgroup: [64, 1, 1],
    duplicates: 17,
  });
  expect(out).toEqual(fill(64, () => 17));
  expect(wallNs).toBeGreaterThan(0);
});

const EXECUTIONS = extent('CPU executions in the search for memory leaks', 1000, 10_000);
const CHECKS = extent('checks in the search for memory leaks', 100, 1000);

/** Of this process, without the heap of JavaScript, which grows and shrinks as it likes. */
function foreignBytes(): number {
  const { rss, heapTotal } = process.memoryUsage();
  return rss - heapTotal;
}
const LEAK_BYTES = 32 << 20;

test(`${EXECUTIONS} executions leak no memory`, async () => {
  const { pass, free } = await prepare(SPIN, {
    kernel: 'spin',
    arguments: [fill(64), { words: [2] }],
    threadgroups: [4, 1, 1],
    threadsPerThreadgroup: [64, 1, 1],
  });
  // Leaked pages would add up to 160 MB; JavaScript's own garbage is far less.
  const page = new Uint8Array(160e6 / EXECUTIONS);
  const repeat = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const extra = await native.buffer('cpu', page.byteLength);
      await native.write(extra, page);
      await native.execute('cpu', [pass]);
      native.release(extra);
    }
  };
  await repeat(EXECUTIONS / 5);
  const before = foreignBytes();
  await repeat(EXECUTIONS);
  expect(foreignBytes() - before).toBeLessThan(LEAK_BYTES);
  free();
});

test(`${CHECKS} runs with checks leak no memory`, async () => {
  const { pass, free } = await prepare(SPIN, {
    kernel: 'spin',
    arguments: [fill(64), { words: [2] }],
    threadgroups: [2, 1, 1],
    threadsPerThreadgroup: [64, 1, 1],
  });
  const repeat = async (times: number) => {
    for (let i = 0; i < times; i++) await native.check('cpu', [pass]);
  };
  await repeat(CHECKS / 10);
  const before = foreignBytes();
  await repeat(CHECKS);
  expect(foreignBytes() - before).toBeLessThan(LEAK_BYTES);
  free();
});

test('a buffer released during an execution lives until it ends', async () => {
  const { pass, free } = await prepare(SPIN, {
    kernel: 'spin',
    arguments: [fill(64), { words: [1000] }],
    threadsPerThreadgroup: [64, 1, 1],
  });
  const execution = native.execute('cpu', [pass], { duplicates: 100 });
  free();
  await execution;
  await expect(native.execute('cpu', [pass])).rejects.toMatchObject({ code: 'BUFFER_RELEASED' });
});

test('several jobs compile and execute at the same time', async () => {
  const job = async (factor: number) => {
    const source = `${HEADER}
kernel void k(device float *out [[buffer(0)]], uint i [[thread_index_in_threadgroup]]) {
  threadgroup float values[256];
  values[i] = ${factor} * float(i);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[i] = values[255 - i] + simd_sum(1.0f);
}`;
    for (let round = 0; round < 5; round++) {
      const out = fill(256);
      await run(source, {
        kernel: 'k',
        arguments: [out],
        threadsPerThreadgroup: [256, 1, 1],
        duplicates: 20,
      });
      expect(out).toEqual(fill(256, (i) => factor * (255 - i) + 32));
    }
  };
  await Promise.all([job(2), job(3), job(5)]);
});

test.each([0, 1.5, 100000])('%d threads are refused', async (threads) => {
  const launch = { kernel: 'spin', threadsPerThreadgroup: [64, 1, 1], threads } as const;
  const error = await run(SPIN, { ...launch, arguments: [fill(64), { words: [1] }] }).catch(
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(NativeError);
  expect(error.code).toBe('BAD_ARGUMENT');
});

test('denormals are kept', async () => {
  const out = Float32Array.of(1e-40, 0);
  await run(`${HEADER}kernel void k(device float *out [[buffer(0)]]) { out[1] = out[0] * 0.5f; }`, {
    kernel: 'k',
    arguments: [out],
    threadsPerThreadgroup: [1, 1, 1],
  });
  expect(out[1]).toBe(Math.fround(Math.fround(1e-40) * 0.5));
});

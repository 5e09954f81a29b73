import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { fill, HEADER, type Launch, prepare } from '../harness.ts';
import { devices, isDouble } from './devices.ts';
import { failure } from './failure.ts';

const SPIN = `${HEADER}
kernel void spin(device float *out [[buffer(0)]], constant uint &steps [[buffer(1)]], uint i [[thread_position_in_grid]]) {
  uint x = i;
  for (uint step = 0; step < steps; step++) x = x * 1664525u + 1013904223u;
  out[i] = float(x & 255u);
}`;

const launch = (id: string, steps: number): Launch => ({
  device: id,
  kernel: 'spin',
  arguments: [fill(1024), { words: [steps] }],
  threadgroups: [16, 1, 1],
  threadsPerThreadgroup: [64, 1, 1],
});

describe.each(devices)('cancellation and time limits on $id', ({ id }) => {
  test('a cancelled execution fails, and the next one runs', async () => {
    const { pass, free } = await prepare(SPIN, launch(id, 200_000));
    const abort = new AbortController();
    const execution = native.execute(id, [pass], { duplicates: 10, signal: abort.signal });
    // A real GPU may finish before a timer fires.
    if (isDouble) setTimeout(() => abort.abort(), 30);
    else abort.abort();
    expect((await failure(execution)).code).toBe('CANCELLED');
    expect((await failure(native.execute(id, [pass], { signal: abort.signal }))).code).toBe('CANCELLED');
    expect((await native.execute(id, [pass])).wallNs).toBeGreaterThan(0);
    free();
  });

  test('concurrent executions take turns', async () => {
    const { pass, free } = await prepare(SPIN, launch(id, 1000));
    const timings = await Promise.all(Array.from({ length: 6 }, () => native.execute(id, [pass])));
    for (const { wallNs } of timings) expect(wallNs).toBeGreaterThan(0);
    free();
  });

  test('a kernel that takes too long is given up, and the next one runs once the device is free', async () => {
    const { pass, free } = await prepare(SPIN, launch(id, 4_000_000));
    const error = await failure(native.execute(id, [pass], { timeoutMs: 10 }));
    expect(error.code).toBe('TIMED_OUT');
    const short = await prepare(SPIN, launch(id, 10));
    expect((await native.execute(id, [short.pass], { timeoutMs: 60_000 })).wallNs).toBeGreaterThan(0);
    free();
    short.free();
  });

  test.each([0, 1.5, -1])('%d duplicates are refused', async (duplicates) => {
    expect((await failure(native.execute(id, [], { duplicates }))).code).toBe('BAD_ARGUMENT');
  });
});

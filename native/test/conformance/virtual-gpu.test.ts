import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { execute, fill, HEADER, prepare } from '../harness.ts';
import { failure } from './failure.ts';

// The GPU of a virtual machine, whose class lacks methods that other GPUs have. It is chosen once, so this test needs a
// file, and so a process, of its own. On a virtual Mac it is the machine's own.
if (process.platform !== 'darwin')
  Object.assign(process.env, { TILESCOPE_DOUBLE_GPU: 'paravirtual', TILESCOPE_DOUBLE_MACOS: '26.0' });
const { gpus, isDouble } = await import('./devices.ts');

const KERNEL = `${HEADER}kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]) { out[i] += i; }`;
const LAUNCH = { kernel: 'k', threadsPerThreadgroup: [32, 1, 1] } as const;

// Skipped rather than left out, since vitest fails a file without tests: that of a Mac with a GPU of its own.
const isVirtual = gpus.some(({ name }) => /paravirtual/i.test(name));

describe.runIf(isVirtual).each(gpus)('the virtual GPU $id', ({ id, gpu }) => {
  test.runIf(isDouble)('is described by what it can do', () => {
    expect(gpu).toMatchObject({ family: 'Apple5', metal: null });
    expect(gpu).toMatchObject({ counterSampling: false, indirectEncoding: false });
    expect(gpu?.tensorsNeed).toBe('a GPU that is not virtual (the GPU cannot multiply matrices)');
  });

  test.each(['shared', 'private'] as const)('runs kernels over %s memory', async (storage) => {
    const values = fill(32, (i) => i);
    const { gpuNs, encoderNs } = await execute(KERNEL, {
      ...LAUNCH,
      device: id,
      storage,
      arguments: [values],
      duplicates: 3,
    });
    expect(values).toEqual(fill(32, (i) => 4 * i));
    expect(gpuNs).toBeGreaterThan(0);
    expect(encoderNs === null).toBe(!gpu?.counterSampling);
  });

  test('is not asked to encode indirectly', async ({ skip }) => {
    skip(gpu?.indirectEncoding === true, 'this one can');
    const { pass, free } = await prepare(KERNEL, { ...LAUNCH, device: id, arguments: [fill(32)] });
    const error = await failure(native.execute(id, [pass], { encoding: 'indirect' }));
    expect([error.code, error.message]).toEqual([
      'UNSUPPORTED',
      expect.stringMatching(/expected direct on metal, whose GPU does not execute indirect command buffers/),
    ]);
    free();
  });

  test('is not asked to run Metal Performance Shaders', async () => {
    for (const { name, reason } of await native.routines(id))
      if (name.startsWith('mps')) expect(reason).toMatch(/virtual machine/);
  });

  test.runIf(isDouble)('makes no pipeline of a kernel that multiplies SIMD-group matrices', async () => {
    const source = `${HEADER}kernel void k(device float *out [[buffer(0)]]) {
  simdgroup_float8x8 a(1);
  simdgroup_multiply(a, a, a);
  simdgroup_store(a, out, 8);
}`;
    const error = await failure(native.pipeline(await native.compile(id, source), 'k'));
    expect(error.code).toBe('PIPELINE_FAILED');
  });

  test('has a peak rate', async () => {
    expect((await native.peak(id, { milliseconds: 1 })).gflops).toBeGreaterThan(0);
  });
});

import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { fill, HEADER, prepare } from '../harness.ts';
import { devices } from './devices.ts';
import { failure } from './failure.ts';

const LAUNCH = { kernel: 'k', threadsPerThreadgroup: [32, 1, 1] } as const;
const KERNEL = `${HEADER}kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]) { out[i] = i; }`;

test('GPUs come before the processor', () => {
  expect(devices.map(({ kind }) => kind)).toEqual([...devices.slice(1).map(() => 'gpu'), 'cpu']);
});

describe.each(devices)('$id', ({ id, kind, ...device }) => {
  test('describes itself', () => {
    // The processors of Intel and AMD have other widths.
    if (kind === 'cpu' || device.gpu?.family) expect(device.simdWidth).toBe(32);
    expect(device.maxThreadsPerThreadgroup).toBe(1024);
    expect(device.name).not.toBe('');
    expect(device.maxThreadgroupBytes).toBeGreaterThanOrEqual(32768);
    expect(device.gpu === null).toBe(kind === 'cpu');
    expect(device.threads === null).toBe(kind === 'gpu');
    if (device.gpu) expect(device.gpu.workingSetBytes).toBeGreaterThan(0);
  });

  test('has a peak rate', async () => {
    const { gflops, source } = await native.peak(id, { milliseconds: 20 });
    expect(gflops).toBeGreaterThan(0);
    expect(source).toMatch(/^measured: /);
    expect((await failure(native.peak(id, { milliseconds: 0 }))).code).toBe('BAD_ARGUMENT');
  }, 60_000);

  test('checks kernels, or refers to the device that does', async () => {
    const { pass, free } = await prepare(KERNEL, { ...LAUNCH, device: id, arguments: [fill(32)] });
    if (kind === 'cpu') {
      expect((await native.check(id, [pass])).findings).toEqual([]);
    } else {
      const error = await failure(native.check(id, [pass]));
      expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringContaining('on the cpu')]);
      const library = await native.compile(id, KERNEL);
      const refused = await failure(native.pipeline(library, 'k', undefined, { checksOnly: true }));
      expect(refused.code).toBe('UNSUPPORTED');
    }
    free();
  });

  test('encodes indirectly, or refers to the device that does', async () => {
    const { pass, free } = await prepare(KERNEL, { ...LAUNCH, device: id, arguments: [fill(32)] });
    const execution = native.execute(id, [pass], { encoding: 'indirect' });
    if (!device.gpu?.indirectEncoding) {
      const error = await failure(execution);
      expect([error.code, error.message]).toEqual([
        'UNSUPPORTED',
        expect.stringContaining('expected direct'),
      ]);
    } else {
      expect((await execution).wallNs).toBeGreaterThan(0);
    }
    free();
  });

  test('lists every routine, with the reason if it is unavailable', async () => {
    const routines = await native.routines(id);
    expect(routines.map(({ name }) => name)).toContain('cblas-sgemm');
    expect(routines).toHaveLength(12);
    for (const { reason } of routines) expect(reason).not.toBe('');
  });
});

test('conditions have known values', () => {
  const { thermalState, lowPowerMode, powerSource } = native.conditions();
  expect([null, 'nominal', 'fair', 'serious', 'critical']).toContain(thermalState);
  expect([null, true, false]).toContain(lowPowerMode);
  expect([null, 'mains', 'battery', 'ups']).toContain(powerSource);
});

test('an activity can be begun and ended', () => {
  const end = native.beginActivity('a test');
  end();
});

import { describe, expect, it } from 'vitest';
import type { Roof } from '../../ipc/types.ts';
import { steadyMeter } from '../fixture/fake-load.ts';
import { createFakeNative, FAKE_BANDWIDTH_GBPS } from '../fixture/fake-native.ts';
import { watchRoof } from './run-roof.ts';

const DEVICE = { id: 'cpu', kind: 'cpu', name: 'Apple M1', threads: 2, gpu: null } as const;
const QUIET = { busyShare: 0, isProportional: true, range: [100, 100] as [number, number] };
const START: Roof = { gflops: 100, halfGflops: null, source: 'measured', test: QUIET };

/** A run on a machine whose peak and load can be set, and its clock. */
function watched(roof: Roof = START, device: Parameters<typeof watchRoof>[0]['device'] = DEVICE) {
  const native = createFakeNative();
  const machine = { gflops: 100, busyShare: 0 as number | null, nowMs: 0, measurements: 0 };
  native.peak = async () => {
    machine.measurements++;
    return { gflops: machine.gflops, source: 'test' };
  };
  const told: Roof[] = [];
  const subject = watchRoof({
    native,
    load: steadyMeter(() => machine.busyShare),
    device,
    roof,
    now: () => machine.nowMs,
    onChange: (next) => told.push(next),
  });
  return { subject, machine, native, told };
}

describe('between problems, the roof', () => {
  it('is measured when that takes little of the time since', async () => {
    const { subject, machine, told } = watched();
    await subject.measureBetween();
    expect(machine.measurements).toBe(0);
    machine.nowMs = 10_000;
    await subject.measureBetween();
    expect(machine.measurements).toBe(2);
    await subject.measureBetween();
    expect(machine.measurements).toBe(2);
    expect(told).toEqual([]);
  });

  it('follows a measurement that is clearly higher once it is confirmed', async () => {
    const { subject, machine, told } = watched();
    Object.assign(machine, { gflops: 130, nowMs: 10_000 });
    await subject.measureBetween();
    // Quickly, and then with all care.
    expect(machine.measurements).toBe(2 + 4);
    expect(told).toEqual([{ ...START, gflops: 130, test: { ...QUIET, range: [100, 130] } }]);
    expect(subject.current).toBe(told[0]);
  });

  it('does not move for noise, and never down; the range is told at the end', async () => {
    const { subject, machine, told } = watched();
    for (const gflops of [101, 60, 99]) {
      Object.assign(machine, { gflops, nowMs: machine.nowMs + 10_000 });
      await subject.measureBetween();
    }
    expect([subject.current.gflops, told]).toEqual([100, []]);
    await subject.measureAtEnd();
    expect(told).toEqual([{ ...START, test: { ...QUIET, range: [60, 101] } }]);
  });

  it('that was measured under load is confirmed with all care when it is quiet', async () => {
    const { subject, machine, told } = watched({ ...START, test: { ...QUIET, busyShare: 0.4 } });
    Object.assign(machine, { busyShare: 0.5, nowMs: 10_000 });
    await subject.measureBetween();
    expect([machine.measurements, told]).toEqual([2, []]);
    Object.assign(machine, { busyShare: 0.02, nowMs: 20_000 });
    await subject.measureBetween();
    expect(machine.measurements).toBe(2 + 2 + 4);
    expect(told.map(({ gflops, test }) => [gflops, test?.busyShare])).toEqual([[100, 0.02]]);
  });
});

it('at the end, the roof is measured unless it was just before', async () => {
  const { subject, machine } = watched();
  machine.nowMs = 100;
  await subject.measureAtEnd();
  expect(machine.measurements).toBe(0);
  machine.nowMs = 1000;
  await subject.measureAtEnd();
  expect(machine.measurements).toBe(2);
});

it('before a rejection, it is measured with all care', async () => {
  const { subject, machine } = watched();
  machine.gflops = 150;
  expect((await subject.measureNow()).gflops).toBe(150);
  expect(machine.measurements).toBe(4);
});

it('bandwidth is a roof of its own', async () => {
  const bandwidth = {
    rateGBps: 20,
    cacheBytes: 2 ** 20,
    source: 'copies',
    test: { ...QUIET, range: [20, 20] },
  };
  const { subject } = watched({ ...START, bandwidth } as Roof);
  const { gflops, bandwidth: now } = await subject.measureNow();
  expect(gflops).toBe(100);
  expect(now?.rateGBps).toBeCloseTo(FAKE_BANDWIDTH_GBPS);
  expect(now?.test?.range).toEqual([20, expect.closeTo(FAKE_BANDWIDTH_GBPS)]);
});

it('matrix units are a roof of their own, for each type', async () => {
  const known = (gflops: number) => ({ gflops, source: 'tensors', test: { ...QUIET, busyShare: 0.4 } });
  const start = { ...START, matrixUnits: { f16: known(300), f32: known(300) } };
  const { subject, native, told } = watched(start);
  native.peak = async (_, { tensors } = {}) => ({ gflops: tensors === 'f16' ? 400 : 100, source: 'test' });
  const { gflops, matrixUnits } = await subject.measureNow();
  expect([gflops, matrixUnits?.f16.gflops, matrixUnits?.f32?.gflops]).toEqual([100, 400, 300]);
  expect(matrixUnits?.f32).toMatchObject({ source: 'tensors', test: { busyShare: 0 } });
  expect(told).toHaveLength(1);
});

it('a roof from the table is not measured', async () => {
  const gpu = { coreCount: 8 } as never;
  const tabled = { gflops: 2617, halfGflops: null, source: 'table' };
  const { subject, machine } = watched(tabled, { ...DEVICE, kind: 'gpu', threads: null, gpu });
  machine.nowMs = 10_000;
  await subject.measureAtEnd();
  expect([machine.measurements, await subject.measureNow()]).toEqual([0, tabled]);
});

it('the roof of an earlier version gets its test', async () => {
  const { subject, told } = watched({ gflops: 100, halfGflops: null, source: 'measured' });
  await subject.measureNow();
  expect(told[0]?.test).toEqual(QUIET);
});

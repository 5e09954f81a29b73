import { expect, it } from 'vitest';
import { describeConditions, doubtOf, worseConditions } from './conditions.ts';
import type { CellConditions, Conditions } from './types.ts';

const GOOD: Conditions = { thermalState: 'nominal', lowPowerMode: false, powerSource: 'mains' };
const UNKNOWN: Conditions = { thermalState: null, lowPowerMode: null, powerSource: null };

it('take the worse of two, in each respect', () => {
  const hot: Conditions = { thermalState: 'critical', lowPowerMode: false, powerSource: 'mains' };
  const away: Conditions = { thermalState: 'fair', lowPowerMode: true, powerSource: 'battery' };
  expect(worseConditions(hot, away)).toEqual({ ...away, thermalState: 'critical' });
  expect(worseConditions(away, hot)).toEqual(worseConditions(hot, away));
  expect(worseConditions(GOOD, UNKNOWN)).toEqual(GOOD);
});

it('are doubtful with heat, low power or a battery, but not when unknown', () => {
  expect([
    doubtOf(null),
    doubtOf(GOOD),
    doubtOf(UNKNOWN),
    doubtOf({ ...GOOD, thermalState: 'fair' }),
  ]).toEqual(Array(4).fill(null));
  const doubtful: Conditions = { thermalState: 'serious', lowPowerMode: true, powerSource: 'battery' };
  expect(doubtOf(doubtful)).toBe('thermal state serious, low-power mode, on battery');
});

it('are doubtful on the GPU of a virtual machine', () => {
  expect(doubtOf({ ...GOOD, virtualGpu: true })).toBe('virtual GPU');
  expect(describeConditions({ ...GOOD, virtualGpu: true })).toBe(
    'virtual GPU, thermal state nominal, on mains',
  );
});

it('are worse the more others used the machine, and the slower its clock', () => {
  const calm: CellConditions = { ...GOOD, busyShare: 0.02, runQueue: 0, clockMhz: 3200 };
  const busy: CellConditions = { ...GOOD, busyShare: 0.31, runQueue: null, clockMhz: 2900 };
  const both = { ...GOOD, busyShare: 0.31, runQueue: 0, clockMhz: 2900 };
  expect([worseConditions(calm, busy), worseConditions(busy, calm)]).toEqual([both, both]);
  expect(worseConditions({ ...GOOD, busyShare: null }, GOOD)).toEqual({ ...GOOD, busyShare: null });
  expect(Object.keys(worseConditions(GOOD, GOOD))).toEqual(Object.keys(GOOD));
  expect(worseConditions({ ...GOOD, virtualGpu: true }, busy)).toEqual({ ...busy, virtualGpu: true });
});

it('are doubtful when others used more than a tenth of the processors', () => {
  const doubtAt = (busyShare: number | null) => doubtOf({ ...GOOD, busyShare });
  expect([doubtAt(null), doubtAt(0), doubtAt(0.1)]).toEqual([null, null, null]);
  expect(doubtAt(0.31)).toBe('machine busy: others used 31% of the processors');
});

it('are described in a line of text', () => {
  expect(describeConditions(GOOD)).toBe('thermal state nominal, on mains');
  expect(describeConditions(UNKNOWN)).toContain('not available here');
  expect(describeConditions({ ...UNKNOWN, busyShare: 0.031, runQueue: 1, clockMhz: 3188 })).toBe(
    'others used 3% of the processors, 1 other thread ready to run, clock 3.19 GHz',
  );
});

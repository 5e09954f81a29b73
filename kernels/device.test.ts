import { expect, test } from 'vitest';
import { hasMatrixUnits, isVirtualGpu, roofOf, tensorUnitsOf } from './device.ts';
import { targetOf } from './target.ts';

test('a roof is cores × clock × FMA rate: 2.6 TFLOPS for the M1, as Apple states', () => {
  const roof = roofOf('Apple M1');
  expect(roof?.gflops).toBeCloseTo(2617, 0);
  expect(roof?.bandwidthGBps).toBe(68);
  expect(roof?.source).toContain('metal-benchmarks');
});

test('a chip with fewer cores has a lower roof; without a number of cores there is none', () => {
  expect(roofOf('Apple M1', 7)?.gflops).toBeCloseTo((2617 * 7) / 8, 0);
  expect(roofOf('Apple M3')?.gflops).toBeNull();
  expect(roofOf('Apple M3', 10)?.gflops).toBeCloseTo(3584, 0);
});

test('a device that is not in the table has to be measured', () => {
  expect([roofOf('AMD EPYC'), roofOf('toString'), roofOf('')]).toEqual([null, null, null]);
});

test('an unknown number of cores is taken to be that of the full chip, and the source says so', () => {
  expect(roofOf('Apple M1', null)?.source).toContain('8 cores of the full chip');
  expect(roofOf('Apple M1', 7)?.source).toMatch(/7 cores$/);
});

test('half precision has its own roof; a chip without a clock has none', () => {
  expect(roofOf('Apple M2')?.halfGflops).toBeCloseTo(2 * 128 * 10 * 1.398, 0);
  expect(roofOf('Apple M5')).toMatchObject({ gflops: null, halfGflops: null, bandwidthGBps: 153 });
});

const gpu = (name: string, family: string | null) => ({ kind: 'gpu', name, gpu: { family } }) as const;

test('programs are generated for the newest tables that are no newer than the family a device reports', () => {
  expect(targetOf(gpu('Apple M1', 'Apple7'))).toBe('Apple7');
  expect(targetOf(gpu('Apple M9', 'Apple8'))).toBe('Apple8');
  expect(targetOf(gpu('Apple M5', 'Apple10'))).toBe('Apple9');
  expect(targetOf(gpu('Apple M9', 'Apple14'))).toBe('Apple9');
  expect(targetOf(gpu('Apple M2', null))).toBe('Apple8');
  expect(targetOf({ kind: 'gpu', name: 'Apple M2' })).toBe('Apple8');
  expect(targetOf({ kind: 'cpu', name: 'Apple M2' })).toBe('cpu');
});

test('an old GPU, a virtual one and one of another maker get the oldest tables', () => {
  expect(targetOf(gpu('Apple Paravirtual device', 'Apple5'))).toBe('Apple7');
  expect(targetOf(gpu('Intel(R) UHD Graphics 630', null))).toBe('Apple7');
  expect(targetOf(gpu('AMD Radeon Pro 5500M', null))).toBe('Apple7');
});

test('families from Apple10 on have matrix units', () => {
  const families = ['Apple9', 'Apple10', 'Apple11', null];
  expect(families.map((family) => hasMatrixUnits(gpu('', family)))).toEqual([false, true, true, false]);
});

test('tensor operations run on the vector units up to Apple9, and on the matrix units from Apple10 on', () => {
  const families = ['Apple7', 'Apple9', 'Apple10', null];
  expect(families.map((family) => tensorUnitsOf(gpu('', family))?.label)).toEqual([
    'on the vector units (ALU)',
    'on the vector units (ALU)',
    'on the matrix units',
    undefined,
  ]);
  expect(tensorUnitsOf(gpu('Apple M4', null))?.note).toMatch(/\(ALU\).*no faster than SIMD-group matrices$/);
});

test('a virtual GPU is known by its name', () => {
  expect(isVirtualGpu(gpu('Apple Paravirtual device', 'Apple5'))).toBe(true);
  expect(isVirtualGpu(gpu('Apple M2', 'Apple8'))).toBe(false);
});

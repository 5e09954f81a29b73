import { expect, test } from 'vitest';
import { runOf } from './fixture/recorded-run.ts';
import { INITIAL_FORM } from './form.ts';
import { checkTuneForm, INITIAL_TUNE_FORM, tuneFormFrom, tuneOperation } from './tune-form.ts';

const { device } = runOf([]).environment;
const devices = [device];
const form = tuneFormFrom(
  { ...INITIAL_FORM, sizes: '48, 64, 128, 256', options: { transposeA: 'true' } },
  devices,
);

test('a tuning takes the problems of the sweep form, class by class, and generated contenders only', () => {
  const { errors, classes, request } = checkTuneForm(form, devices);
  expect(errors).toEqual({});
  expect(classes.map(({ name }) => name)).toEqual([
    'gemm f32, below 1 MFLOP, transposeA=true',
    'gemm f32, 1 to 100 MFLOP, transposeA=true',
  ]);
  expect(request).toMatchObject({ device: device.id, budgetMs: 600_000, seed: 1 });
  expect(request?.problems).toHaveLength(4);
  expect(request?.contenders).not.toContain('cblas');
});

test.each([
  [{ minutes: '0' }, { minutes: 'Expected a number from 0.1 to 1440' }],
  [{ minutes: '' }, { minutes: 'Expected a number from 0.1 to 1440' }],
  [{ seed: '1.5' }, { seed: 'Expected a whole number from 0 to 4294967295' }],
  [{ values: { ...form.values, contenders: [] } }, { contenders: 'Select at least one contender' }],
])('%j is refused', (change, errors) => {
  expect(checkTuneForm({ ...form, ...change }, devices)).toMatchObject({ errors, request: null });
});

test('wrong sizes are refused, and another operation brings its own contenders', () => {
  const wrong = checkTuneForm({ ...form, values: { ...form.values, sizes: 'x' } }, devices);
  expect(wrong.errors.sizes).toBeDefined();
  const { contenders } = tuneOperation(INITIAL_TUNE_FORM.values, 'attention');
  expect(contenders.length).toBeGreaterThan(0);
  expect(contenders.every((name) => name.startsWith('attention'))).toBe(true);
});

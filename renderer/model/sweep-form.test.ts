import { describe, expect, test } from 'vitest';
import { CONTENDER_IDS, runOf } from './fixture/recorded-run.ts';
import { adoptDevice, checkForm, INITIAL_FORM, PRESETS, quickRequest, runName } from './sweep-form.ts';

const { device } = runOf([]).environment;
const [first = '', ...others] = CONTENDER_IDS;
const lacking = {
  ...device,
  contenders: device.contenders.map((one) =>
    one.id === first ? { id: first, available: false, reason: 'absent' } : one,
  ),
};
const FORM = adoptDevice(INITIAL_FORM, device);
const check = (change: Partial<typeof FORM>) => checkForm({ ...FORM, ...change }, [device]);

describe('checkForm', () => {
  test.each(PRESETS)('the preset $name is accepted', ({ sizes }) => {
    const { errors, request } = check({ sizes });
    expect(errors).toEqual({});
    expect(request?.problems.length).toBeGreaterThan(2);
  });

  test.each(['0', '-64', '1000000000', '64:512:0', 'sixty-four', '', '64x64', '1.5'])(
    'the size "%s" is refused',
    (sizes) => {
      const { errors, request } = check({ sizes });
      expect(errors.sizes).toBeTruthy();
      expect(request).toBeNull();
    },
  );

  test('a refused size names the accepted range', () => {
    expect(check({ sizes: '1000000000' }).errors.sizes).toContain('16384');
  });

  test('a size that is named twice is measured once', () => {
    expect(
      check({ sizes: '64, 64, 32:64:32' })
        .problems.map(({ m }) => m)
        .toSorted((a, b) => a - b),
    ).toEqual([32, 64]);
  });

  test('all mistakes are named at once', () => {
    const method = { ...FORM.method, minSamples: '3', seed: 'x', targetRelativeIqr: '' };
    const { errors } = check({ sizes: '0', contenders: [], method });
    expect(Object.keys(errors).toSorted()).toEqual([
      'contenders',
      'minSamples',
      'seed',
      'sizes',
      'targetRelativeIqr',
    ]);
    expect(errors.minSamples).toContain('10');
  });

  test('samples at most are not below samples at least', () => {
    const method = { ...FORM.method, minSamples: '50', maxSamples: '20' };
    expect(check({ method }).errors).toHaveProperty('maxSamples');
  });

  test('a device that is gone is an error, and a contender that it lacks is left out', () => {
    expect(checkForm(FORM, []).errors).toHaveProperty('device');
    expect(checkForm(FORM, [lacking]).request?.contenders).toEqual(others);
    expect(adoptDevice(INITIAL_FORM, lacking).contenders).toEqual(others);
  });
});

test('the quick sweep takes whatever device there is', () => {
  expect(quickRequest([device], 'gone')?.device).toBe('cpu');
  expect(quickRequest([], '')).toBeNull();
});

test('a run is named after what it sweeps', () => {
  const { request } = check({ sizes: '64, 512' });
  expect(request && runName(request)).toBe('GEMM f32 · 64 – 512');
});

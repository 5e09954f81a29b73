import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../kernels/index.ts';
import { CONTENDER_IDS, runOf } from './fixture/recorded-run.ts';
import { adoptDevices, adoptOperation, checkForm, INITIAL_FORM, quickRequest, runName } from './form.ts';
import { chooseMethod, DEFAULT_METHOD_TEXTS } from './method-form.ts';
import { presetsOf } from './presets.ts';
import { sizeOf } from './problem-size.ts';

const { device } = runOf([]).environment;
const [first = '', ...others] = CONTENDER_IDS;
const lacking = {
  ...device,
  contenders: device.contenders.map((one) =>
    one.id === first ? { id: first, available: false, reason: 'absent' } : one,
  ),
};
const FORM = adoptDevices(INITIAL_FORM, [device]);
const check = (change: Partial<typeof FORM>) => checkForm({ ...FORM, ...change }, [device]);

describe('checkForm', () => {
  const presets = FAMILIES.flatMap(({ op }) => presetsOf(op).map(({ name, sizes }) => ({ op, name, sizes })));
  test.each(presets)('the preset $name of $op is valid', ({ op, sizes }) => {
    const form = { ...adoptOperation(FORM, op), sizes };
    const { errors, request } = checkForm(form, [device]);
    expect(errors).toEqual({});
    expect(request?.problems.length).toBeGreaterThan(2);
  });

  test.each(['0', '-64', '1000000000', '64:512:0', 'sixty-four', '', '64x64', '1.5'])(
    'the size "%s" is rejected',
    (sizes) => {
      const { errors, request } = check({ sizes });
      expect(errors.sizes).toBeTruthy();
      expect(request).toBeNull();
    },
  );

  test('only the sizes that fulfil the condition are measured', () => {
    const sizes = '32:256:32';
    expect(check({ sizes, where: 'm % 128 == 0' }).problems.map(sizeOf)).toEqual([128, 256]);
    for (const [where, message] of [
      ['m%%64', '"%" at 3: expected a number'],
      ['m > 999', 'none of 8 sizes: expected a condition that some of them fulfil'],
    ] as const) {
      const { errors, request } = check({ sizes, where });
      expect(errors.where).toContain(message);
      expect(request).toBeNull();
    }
    expect(adoptOperation({ ...FORM, where: 'm > 9' }, 'attention').where).toBe('');
  });

  test('a rejected size names the valid range', () => {
    expect(check({ sizes: '1000000000' }).errors.sizes).toContain('16384');
  });

  test('repeated sizes are measured once', () => {
    expect(
      check({ sizes: '64, 64, 32:64:32' })
        .problems.map(sizeOf)
        .toSorted((a, b) => a - b),
    ).toEqual([32, 64]);
  });

  test('all mistakes are reported at once', () => {
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

  test('the maximum samples are at least the minimum', () => {
    const method = { ...FORM.method, minSamples: '50', maxSamples: '20' };
    expect(check({ method }).errors).toHaveProperty('maxSamples');
  });

  test('fields that depend on the device have its defaults, unless they are filled in', () => {
    const gpu = { ...device, id: 'gpu', kind: 'gpu' } as const;
    const onGpu = (change: Partial<typeof FORM.method>) =>
      checkForm({ ...FORM, device: 'gpu', method: { ...FORM.method, ...change } }, [gpu]);
    expect(check({}).request?.method).toMatchObject({ minSampleMs: 2, spinMs: 0 });
    expect(onGpu({}).request?.method).toMatchObject({ minSampleMs: 20, spinMs: 10 });
    expect(onGpu({ minSampleMs: '3', spinMs: '0' }).request?.method).toMatchObject({
      minSampleMs: 3,
      spinMs: 0,
    });
    const { errors } = check({ method: { ...FORM.method, spinMs: '10' } });
    expect(errors).toEqual({ spinMs: 'Expected 0 on cpu, which is not a GPU' });
  });

  test('options are part of the problems, unless they have their defaults', () => {
    const options = { transposeA: 'true', batch: '3', alpha: '', beta: '0' };
    const { problems, optionErrors } = check({ sizes: '8', options });
    expect(optionErrors).toEqual({});
    expect(problems).toEqual([{ op: 'gemm', dtype: 'f32', m: 8, n: 8, k: 8, transposeA: true, batch: 3 }]);
  });

  test('an invalid option is reported at its field, alone or with the sizes', () => {
    expect(check({ options: { batch: '0', alpha: 'much' } }).optionErrors).toEqual({
      batch: expect.stringContaining('whole number from 1'),
      alpha: expect.stringContaining('number from'),
    });
    const { optionErrors, errors, request } = check({ sizes: '64', options: { lda: '8' } });
    expect([Object.keys(optionErrors), errors, request]).toEqual([['lda'], {}, null]);
  });

  test('contenders that do not solve the problem are left out', () => {
    expect(check({ sizes: '8' }).request?.contenders).not.toContain('gemm-cast');
    expect(check({ sizes: '8', dtype: 'f16' }).request?.contenders).toContain('gemm-cast');
    expect(check({ sizes: '8' }).request?.contenders).toContain('cblas');
    expect(check({ sizes: '8', dtype: 'bf16' }).request?.contenders).not.toContain('cblas');
    expect(check({ sizes: '8', contenders: ['cblas'], dtype: 'f16' }).errors).toHaveProperty('contenders');
  });

  test('each value of a parameter makes a contender; parameters that none of the chosen has are ignored', () => {
    const contenders = ['gemm-tiled', 'cblas'];
    const varied = check({
      sizes: '64',
      contenders,
      variation: { blockM: '16, 32', splits: '7', blockN: '' },
    });
    expect(varied.request?.contenders).toEqual(['gemm-tiled@blockM=16', 'gemm-tiled@blockM=32', 'cblas']);
    const wrong = check({ sizes: '64', contenders, variation: { blockM: '16, 17' } });
    expect(wrong.parameterErrors.blockM).toMatch(/Expected 16, 32/);
    expect(wrong.request).toBeNull();
    const sides = '8, 16, 24, 32, 48, 64, 96, 128';
    const many = check({
      sizes: '64',
      contenders: ['gemm-simdgroup', 'cblas'],
      variation: { blockM: sides, blockN: sides },
    });
    expect(many.errors.contenders).toContain('65 contenders with these parameters');
  });

  test('a missing device is an error, and contenders that it lacks are left out', () => {
    expect(checkForm(FORM, []).errors).toHaveProperty('device');
    expect(checkForm(FORM, [lacking]).request?.contenders).toEqual(
      check({}).request?.contenders.filter((id) => id !== first),
    );
  });

  test('choices made before the devices are known stay, and so does a device that still exists', () => {
    const early = { ...INITIAL_FORM, contenders: others, sizes: '48' };
    expect(adoptDevices(early, [])).toEqual(early);
    expect(adoptDevices(early, [device])).toEqual({ ...early, device: device.id });
    const other = { ...device, id: 'metal' };
    expect(adoptDevices({ ...early, device: device.id }, [other, device]).device).toBe(device.id);
    expect(adoptDevices({ ...early, device: 'gone' }, [other, device]).device).toBe('metal');
  });
});

test('the quick sweep takes any device', () => {
  expect(quickRequest([device], 'gone')?.device).toBe('cpu');
  expect(quickRequest([], '')).toBeNull();
});

test('a run is named after what it sweeps', () => {
  const { request } = check({ sizes: '64, 512' });
  expect(request && runName(request)).toBe('SGEMM 64–512, 10 contenders');
  const options = { transposeB: 'true', batch: '4' };
  const other = check({ sizes: '64', dtype: 'f16', options }).request;
  const mixed = checkForm({ ...adoptOperation(FORM, 'attention'), sizes: '64, 9x9x9' }, [device]);
  expect(mixed.request && runName(mixed.request)).toEqual(
    expect.stringMatching(/^Attention f32 9–64, \d+ contenders$/),
  );
  expect(other && runName(other)).toEqual(
    expect.stringMatching(/^HGEMM 64, B transposed, Batch 4, \d+ contenders$/),
  );
});

test('a protocol changes the numbers of samples and epochs, and back', () => {
  const chosen = chooseMethod({ ...DEFAULT_METHOD_TEXTS, seed: '7' }, 'protocol', 'mfa');
  expect(chosen).toMatchObject({ protocol: 'mfa', minSamples: '8', maxSamples: '8', epochs: '1', seed: '7' });
  expect(chooseMethod(chosen, 'protocol', 'adaptive')).toEqual({ ...DEFAULT_METHOD_TEXTS, seed: '7' });
  expect(chooseMethod(chosen, 'cache', 'cold')).toEqual({ ...chosen, cache: 'cold' });
});

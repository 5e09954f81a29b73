import { describe, expect, it } from 'vitest';
import { sampleEnvironment } from '../../electron/ipc/fixture/sample-run.ts';
import type { SavedSweep } from '../../electron/ipc/presets/saved-sweep.ts';
import type { SweepPreset } from '../../electron/ipc/presets/sweep-presets.ts';
import { adoptOperation, checkForm, type FormValues, INITIAL_FORM } from './form.ts';
import { isChosen, presetFormsOf, presetOfForm } from './preset-forms.ts';

const { device } = sampleEnvironment;
const devices = [{ ...device, contenders: [{ id: 'gemm-simdgroup', available: true }] }];
const form = { ...INITIAL_FORM, device: device.id };
const presetOf = (name: string, of = form) => {
  const preset = presetFormsOf(of, []).find((one) => one.name === name);
  if (!preset) throw new Error(`no preset ${name}`);
  return preset;
};

describe('a preset in the form', () => {
  it('of a whole sweep sets contenders and method', () => {
    const half = { ...form, dtype: 'f16' } as const;
    const preset = presetOf('mfa-float16', half);
    const chosen = { ...half, ...preset.change };
    const { errors, request } = checkForm(chosen, devices);
    expect(errors).toEqual({});
    expect(request?.problems).toHaveLength(2048);
    expect(request).toMatchObject({
      contenders: ['gemm-simdgroup'],
      method: { protocol: 'mfa', minSamples: 8 },
    });
    expect([isChosen(form, preset), isChosen(chosen, preset)]).toEqual([false, true]);
    expect(isChosen(chosen, presetOf('decode', half))).toBe(false);
  });

  it('of sizes keeps the rest, but for a protocol', () => {
    const own = { ...form, method: { ...form.method, seed: '7' } };
    expect(presetOf('Powers of two', own).change).toEqual({ sizes: expect.stringContaining('1024') });
    const sweep = { ...own, ...presetOf('mfa-float32', own).change };
    expect({ ...sweep, ...presetOf('Quick', sweep).change }.method.protocol).toBe('adaptive');
  });

  it('is of the operation and the data type', () => {
    const attention = { ...form, op: 'attention', dtype: 'f16' } as const;
    const names = presetFormsOf(attention, []).map(({ name }) => name);
    expect(presetFormsOf(form, []).map(({ name }) => name)).not.toContain('mfa-float16');
    expect(names).toContain('attention-backward');
    expect(names).not.toContain('decode');
    expect(presetOf('attention-backward', attention).change.options).toEqual({
      gradient: 'true',
    });
  });
});

describe('a saved sweep', () => {
  const FORM: FormValues = { ...form, device: 'cpu' };
  const asSaved = (preset: SweepPreset): SavedSweep => ({ name: 'mine', preset, problem: null });
  /** The form after a saved sweep was chosen in another operation, beside another device. */
  const chosen = (preset: SweepPreset) => {
    const start = { ...adoptOperation(FORM, 'attention'), device: 'here' };
    const found = presetFormsOf(start, [asSaved(preset)]).find(({ name }) => name === 'mine');
    if (!found) throw new Error('is not offered');
    return { form: { ...start, ...found.change }, found };
  };
  const method = { ...FORM.method, seed: '7', cache: 'cold', minSamples: '12' };

  it.each([
    ['as it comes', FORM],
    ['of sizes on a condition', { ...FORM, sizes: 'm=8:64:8,n=4m,k=m', where: 'm % 16 == 0' }],
    ['with options and a method', { ...FORM, options: { batch: '2', transposeA: 'true' }, method }],
    ['with contenders and values', { ...FORM, contenders: ['gemm-tiled'], variation: { blockM: '16, 32' } }],
    ['of another family', { ...adoptOperation(FORM, 'convolution'), where: 'w > 8' }],
  ])('brings back the form %s', (_what, saved) => {
    const preset = presetOfForm(saved, 'cpu');
    const back = chosen(preset);
    const check = (values: FormValues) => checkForm({ ...values, device: device.id }, devices).problems;
    expect(check(back.form)).toEqual(check(saved));
    expect(presetOfForm(back.form, 'here')).toEqual(preset);
    expect(back.form.method).toEqual(saved.method);
    expect(isChosen(back.form, back.found)).toBe(true);
    expect(isChosen({ ...back.form, sizes: '9' }, back.found)).toBe(false);
  });

  it('says no more than differs from what is usual', () => {
    const kept = { ...FORM, options: { batch: ' ' }, variation: { blockM: '', none: '3' } };
    expect(presetOfForm(kept, 'cpu', 'squares')).toEqual({
      hint: 'squares',
      op: 'gemm',
      dtype: 'f32',
      sizes: FORM.sizes,
    });
    expect(presetOfForm(FORM, 'metal:0').device).toBe('cpu');
  });

  it('of the command line loses nothing that it says', () => {
    const back = chosen({
      hint: '',
      op: 'hgemm',
      sizes: '64;96',
      where: ['m > 8', 'm < 99'],
      contenders: ['gemm-tiled@blockM=32', 'mps'],
      vary: ['blockN=16,32'],
      device: 'metal:1',
      method: { protocol: 'mfa', minSamples: 8, maxSamples: 8, epochs: 1 },
    }).form;
    expect(back).toMatchObject({
      op: 'gemm',
      dtype: 'f16',
      where: '(m > 8) && (m < 99)',
      contenders: ['gemm-tiled@blockM=32', 'mps'],
      variation: { blockN: '16,32' },
      device: 'metal:1',
    });
    const lacking = checkForm(back, devices);
    expect(lacking.errors.device).toBe('There is no device metal:1 here');
    const tiled = [{ ...device, contenders: [{ id: 'gemm-tiled', available: true }] }];
    const { request } = checkForm({ ...back, device: device.id }, tiled);
    expect(request?.contenders).toEqual(['gemm-tiled@blockM=32,blockN=16', 'gemm-tiled@blockM=32,blockN=32']);
    expect(request?.method.protocol).toBe('mfa');
  });

  it('is not offered where this version cannot read it, or has no such operation', () => {
    const unknown = asSaved({ hint: '', op: 'sort', sizes: '8' });
    const unreadable: SavedSweep = { name: 'mine', preset: null, problem: 'newer' };
    const names = presetFormsOf(FORM, [unknown, unreadable]).map(({ name }) => name);
    expect(names).not.toContain('mine');
  });
});

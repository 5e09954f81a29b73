import { describe, expect, it } from 'vitest';
import { sampleEnvironment } from '../../electron/ipc/fixture/sample-run.ts';
import { checkForm, INITIAL_FORM } from './form.ts';
import { isChosen, presetFormsOf } from './preset-forms.ts';

const { device } = sampleEnvironment;
const devices = [{ ...device, contenders: [{ id: 'gemm-simdgroup', available: true }] }];
const form = { ...INITIAL_FORM, device: device.id };
const presetOf = (name: string, of = form) => {
  const preset = presetFormsOf(of).find((one) => one.name === name);
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
    const names = presetFormsOf(attention).map(({ name }) => name);
    expect(presetFormsOf(form).map(({ name }) => name)).not.toContain('mfa-float16');
    expect(names).toContain('attention-backward');
    expect(names).not.toContain('decode');
    expect(presetOf('attention-backward', attention).change.options).toEqual({
      gradient: 'true',
    });
  });
});

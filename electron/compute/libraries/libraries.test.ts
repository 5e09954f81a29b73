import { afterEach, describe, expect, it } from 'vitest';
import { LIBRARY_FAULTS, type Problem } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { isDouble } from '../../../native/test/conformance/devices.ts';
import { findDevice } from '../environment.ts';
import type { Verdict } from '../verify.ts';
import { tryLibrary } from './try-library.ts';
import { toleranceOf, wrongLibrary } from './wrong-library.ts';

const faultCalled = (title: RegExp) => LIBRARY_FAULTS.findIndex((fault) => title.test(fault.title));

describe.runIf(isDouble)('tryLibrary over the double', () => {
  afterEach(() => {
    delete process.env.TILESCOPE_DOUBLE_MACOS;
  });

  it.each([
    ['mpsgraph', /Sums/, '15.5', false],
    ['mps', /Sums/, '15.5', true],
    ['mpsgraph-default', /row stride/, '15.5', false],
    ['mpsgraph-default', /row stride/, '26.4', true],
    ['mpsgraph', /Dimensions/, '14.3', false],
    ['mpsgraph', /Dimensions/, '15.5', true],
    ['mpsgraph', /batch/, '15.5', false],
  ])('%s on the trial of %s on macOS %s is right: %s', async (library, title, version, isRight) => {
    process.env.TILESCOPE_DOUBLE_MACOS = version;
    const device = await findDevice(native, 'metal');
    const { failure } = await tryLibrary(native, device, { library, fault: faultCalled(title), trial: 0 });
    expect(failure === null).toBe(isRight);
    if (failure) expect(failure.code).toBe('WRONG_RESULT');
  });
});

describe('wrongLibrary', () => {
  const product = (k: number): Problem => ({ op: 'gemm', dtype: 'f32', m: 64, n: 64, k });
  const verdict = (maxRelativeError: number): Verdict => ({
    verification: { maxRelativeError, tolerance: 1e-5, method: 'elements', rowsChecked: 64, rows: 64 },
    failure: { code: 'WRONG_RESULT', message: 'The relative error of C is large.', detail: 'Relative to …' },
  });

  it('names the library, the known fault and the arithmetic', () => {
    const { failure } = wrongLibrary('mpsgraph', product(40_000), verdict(0.01));
    expect(failure?.message).toBe('MPSGraph level 0 is wrong here: The relative error of C is large.');
    expect(failure?.detail).toMatch(/M1 and M2.*pytorch.*195163/);
    expect(wrongLibrary('mps', product(512), verdict(0.01)).failure?.detail).toMatch(/Arithmetic in f16/);
  });

  it('leaves generated contenders and right results as they are', () => {
    expect(wrongLibrary('gemm-tiled', product(512), verdict(0.01))).toEqual(verdict(0.01));
    const right = { ...verdict(1e-6), failure: null };
    expect(wrongLibrary('mps', product(512), right)).toBe(right);
  });

  it('grants TF32-like arithmetic to libraries alone', () => {
    expect(toleranceOf('mps', product(512))).toBeGreaterThan(1e-3);
    expect(toleranceOf('gemm-direct@blockM=32', product(512))).toBeLessThan(1e-4);
  });
});

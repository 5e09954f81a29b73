import { afterEach, describe, expect, it } from 'vitest';
import { familyOf, LIBRARY_FAULTS, type Problem, toleranceOf } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { isDouble } from '../../../native/test/conformance/devices.ts';
import { prepareContender } from '../contenders/contenders.ts';
import { createOperands } from '../contenders/operands.ts';
import { findDevice } from '../environment.ts';
import type { Verdict } from '../verify.ts';
import { tryLibrary } from './try-library.ts';
import { wrongLibrary } from './wrong-library.ts';

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
    ['mpsgraph', /batch, with/, '15.5', false],
    ['mpsgraph-convolution', /output channels/, '15.0', false],
    ['mpsgraph-convolution', /output channels/, '15.1', true],
    ['mpsgraph-convolution-default', /Windows/, '15.5', false],
    ['mpsgraph-convolution', /Gradients/, '15.5', false],
  ])('%s on the trial of %s on macOS %s is right: %s', async (library, title, version, isRight) => {
    process.env.TILESCOPE_DOUBLE_MACOS = version;
    const device = await findDevice(native, 'metal');
    const { failure } = await tryLibrary(native, device, { library, fault: faultCalled(title), trial: 0 });
    expect(failure === null).toBe(isRight);
    if (failure) expect(failure.code).toBe('WRONG_RESULT');
  });
});

describe.runIf(isDouble)('a library whose fault comes and goes', () => {
  it.each([
    [32_767, /May be right by chance: On Apple7 and Apple8 .*195163/],
    [32_766, /^Runs on copies of A with padded rows; copying is not timed$/],
  ])('says so where it may be right by chance: K = %d', async (k, expected) => {
    const problem: Problem = { op: 'gemm', dtype: 'f32', m: 16, n: 16, k };
    const device = await findDevice(native, 'metal');
    const family = familyOf(problem);
    const operands = await createOperands(native, device.id, family, problem, 1);
    const setting = { native, device, family, problem, operands, fault: null };
    const { note, release } = await prepareContender('mps', setting);
    expect(note).toMatch(expected);
    release();
    operands.release();
  });
});

describe('wrongLibrary', () => {
  const product = (k: number): Problem => ({ op: 'gemm', dtype: 'f32', m: 64, n: 64, k });
  const verdict = (maxRelativeError: number): Verdict => ({
    verification: { maxRelativeError, tolerance: 1e-5, method: 'elements', rowsChecked: 64, rows: 64 },
    failure: { code: 'WRONG_RESULT', message: 'The relative error of C is large.', detail: 'Relative to …' },
  });

  it('names the library, and the known fault or else the arithmetic', () => {
    const { failure } = wrongLibrary('mpsgraph', product(40_000), verdict(0.01));
    expect(failure?.message).toBe('MPSGraph level 0 is wrong here: The relative error of C is large.');
    expect(failure?.detail).toMatch(/M1 and M2.*pytorch.*195163/);
    expect(failure?.detail).not.toMatch(/arithmetic/);
    expect(wrongLibrary('mps', product(512), verdict(0.01)).failure?.detail).toMatch(
      /typical of f16 arithmetic/,
    );
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

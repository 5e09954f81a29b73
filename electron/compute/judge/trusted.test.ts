import { describe, expect, it } from 'vitest';
import {
  type CustomDefinition,
  type KernelDescriptor,
  ownKernel,
  type Problem,
} from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { trustedBeside } from '../../ipc/own-kernels/trusting.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { findDevice } from '../environment.ts';
import { examine } from './examine.ts';

/** Y = X · by + 1, with a statement around the assignment if need be. */
const scaleBy = (by: string, guard = '') => `
#include <metal_stdlib>
using namespace metal;
kernel void scaled(device const float *X [[buffer(0)]], device float *Y [[buffer(1)]],
                   constant uint &n [[buffer(2)]], uint i [[thread_position_in_grid]]) {
    ${guard}
    if (i < n) Y[i] = X[i] * ${by} + 1.0f;
}
`;

const LAUNCH = {
  name: 'mine',
  passes: [
    {
      kernel: 'scaled',
      buffers: { 0: 'X', 1: 'Y', 2: { type: 'uint', value: 'n' } },
      grid: ['n'],
      threadsPerThreadgroup: [32],
    },
  ],
} satisfies KernelDescriptor;

const definitionOf = (trusted: string): CustomDefinition => ({
  name: 'scaled',
  extents: { n: {} },
  buffers: { X: { shape: ['n'] }, Y: { shape: ['n'], role: 'output' } },
  trusted: { descriptor: LAUNCH, texts: { 'trusted.metal': trusted }, source: 'trusted.metal' },
});

/** Examines a kernel whose problem trusts another, on the CPU. */
async function examined(text: string, trusted: string, { hasConsent = true, isChecked = false } = {}) {
  const read = ownKernel({ ...LAUNCH, problem: definitionOf(trusted) }, { 'mine.metal': text }, 'mine.metal');
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  const { kernel } = read;
  const problem = { op: kernel.op, dtype: 'f32', n: 77 } as Problem;
  const made = kernel.program(problem);
  if ('issues' in made) throw new Error(JSON.stringify(made.issues));
  const { hash, kept } = keepProgram(made.program, hasConsent ? trustedBeside(problem) : {}, 'mine.metal');
  const programs = { cells: { program: hash }, kept };
  const how = { seed: 1, distribution: 'normal', isChecked, timeoutMs: 600_000 } as const;
  const request = { device: 'cpu', problem, contender: kernel.name, programs, ...how };
  return examine(native, await findDevice(native, 'cpu'), request, new AbortController().signal);
}

const RIGHT = scaleBy('2.0f');

describe('a kernel whose problem trusts another', () => {
  it.each([false, true])('is right if it writes what that one does; with checks: %s', async (isChecked) => {
    const { failure, findings, verification } = await examined(RIGHT, scaleBy('(1.0f + 1.0f)'), {
      isChecked,
    });
    expect(failure).toBeNull();
    expect(findings).toEqual([]);
    expect(verification).toMatchObject({ method: 'elements', rowsChecked: 77, maxRelativeError: 0 });
  });

  it('is wrong if it does not, by numbers that it shows', async () => {
    const { failure } = await examined(scaleBy('2.001f'), RIGHT);
    expect(failure?.code).toBe('WRONG_RESULT');
    expect(failure?.message).toMatch(/^The relative error of Y at row \d+, column 0 is /);
    expect(failure?.detail).toMatch(/^It is [-\d.e]+; expected [-\d.e]+\. .*the trusted kernel wrote there/);
  });

  it.each([
    ['nobody has consented to', RIGHT, { hasConsent: false }, /nobody here has asked to run/],
    // Consent comes before compilation.
    ['nobody has consented to, and is no MSL', 'gibberish', { hasConsent: false }, /nobody here has asked/],
    ['does not compile', scaleBy('factor'), {}, /trusts cannot be run: .*undeclared identifier 'factor'/],
    [
      'is not in its text',
      RIGHT.replace('scaled', 'other'),
      {},
      /trusts cannot be run: .* no kernel "scaled"/,
    ],
    ['crashes', scaleBy('X[n + 400000000u]'), {}, /trusts cannot be run: /],
    ['writes NaN', scaleBy('NAN'), {}, /the trusted kernel writes NaN to element 0 of Y/],
    ['leaves an element', scaleBy('2.0f', 'if (i == 3) return;'), {}, /writes NaN to element 3 of Y/],
  ])('is not judged by one that %s', async (_, trusted, options, said) => {
    const { failure } = await examined(RIGHT, trusted, options);
    expect(failure).toMatchObject({ code: 'BAD_REFERENCE', message: expect.stringMatching(said) });
  });
});

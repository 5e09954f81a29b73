import { describe, expect, it } from 'vitest';
import {
  FAMILIES,
  KERNEL_HOSTS,
  type KernelDescriptor,
  type KernelHost,
  ownKernel,
  type Problem,
  startKernel,
} from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { DISTRIBUTIONS, type ExaminationRequest } from '../../ipc/judge/examination.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { findDevice } from '../environment.ts';
import { examine } from './examine.ts';

const NEVER = new AbortController().signal;

/** Examines a kernel on a problem that it supports. */
async function examined(
  descriptor: KernelDescriptor,
  texts: Readonly<Record<string, string>>,
  problem: Problem,
  options: Partial<Pick<ExaminationRequest, 'distribution' | 'isChecked' | 'seed'>> = {},
) {
  const read = ownKernel(descriptor, texts, 'mine.metal');
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  const made = read.kernel.program(problem);
  if ('issues' in made) throw new Error(JSON.stringify(made.issues));
  const { hash, kept } = keepProgram(made.program, {}, 'mine.metal');
  const programs = { cells: { program: hash }, kept };
  const more = { seed: 1, distribution: 'normal', isChecked: false, timeoutMs: 600_000, ...options } as const;
  const request = { device: 'cpu', problem, contender: read.kernel.name, programs, ...more };
  return examine(native, await findDevice(native, 'cpu'), request, NEVER);
}

/** A problem that is small, and off the edges of blocks. */
function smallProblem(op: string, { supports }: KernelDescriptor): Problem {
  const family = FAMILIES.find((one) => one.op === op);
  const chosen = Object.entries(supports ?? {}).flatMap(([name, values]) =>
    values === 'any' ? [] : [[name, values[0]] as const],
  );
  const extents: Readonly<Record<string, object>> = {
    attention: { r: 33, c: 35, d: 64 },
    transformer: { n: 65, heads: 2, d: 64 },
    convolution: { batch: 2, height: 5, width: 7, channels: 3, filters: 5, window: 3 },
    normalization: { m: 3, n: 67 },
  };
  return { op, ...Object.fromEntries(chosen), ...(extents[op] ?? family?.square(33)) } as unknown as Problem;
}

/** Kernels to begin with that are called from Python. */
const CALLED: readonly [op: string, asked: Record<string, string>][] = [
  ...FAMILIES.map(({ op }): [string, Record<string, string>] => [op, {}]),
  ['gemm', { dtype: 'bf16', bias: 'true', activation: 'gelu', transposeB: 'true' }],
  ['qgemm', { dtype: 'f16', weights: 'i4', zeroPoints: 'true', bias: 'true' }],
  ['attention', { dtype: 'f16', mask: 'boolean' }],
  ['normalization', { norm: 'rms', weight: 'true', bias: 'true', residual: 'before' }],
];
const HOSTED = KERNEL_HOSTS.filter((host) => host !== 'metal').flatMap((host) =>
  CALLED.map(([op, asked]) => [host, op, asked] as const),
);

/** A kernel to begin with, and a small problem for it. */
function begun(op: string, asked: Parameters<typeof startKernel>[1], host?: KernelHost) {
  const started = startKernel(op, asked, 'mine', host);
  if ('issues' in started) throw new Error(JSON.stringify(started.issues));
  const { descriptor, texts } = started;
  return { descriptor, texts, problem: smallProblem(op, descriptor) };
}

/** Copies rows through threadgroup memory, out of which other threads read than wrote. */
const sums = (barrier: string) => `
#include <metal_stdlib>
using namespace metal;
kernel void copied(device const float *X [[buffer(0)]], device float *Y [[buffer(1)]], constant uint &n [[buffer(2)]],
                   threadgroup float *row [[threadgroup(0)]], uint group [[threadgroup_position_in_grid]],
                   uint thread_index [[thread_position_in_threadgroup]], uint threads [[threads_per_threadgroup]]) {
    for (uint i = thread_index; i < n; i += threads)
        row[i] = X[group * n + i];
    ${barrier}
    for (uint i = thread_index; i < n; i += threads)
        Y[group * n + n - 1 - i] = row[n - 1 - i];
}`;

const COPY: KernelDescriptor = {
  name: 'copy',
  op: 'elementwise',
  supports: { dtype: ['f32'], operation: ['copy'] },
  passes: [
    {
      kernel: 'copied',
      buffers: { 0: 'X', 1: 'Y', 2: { type: 'uint', value: 'n' } },
      threadgroupMemory: { 0: '4n' },
      threadgroups: ['m'],
      threadsPerThreadgroup: [64],
    },
  ],
};
const X: Problem = { op: 'elementwise', dtype: 'f32', operation: 'copy', m: 3, n: 130 };
const BARRIER = 'threadgroup_barrier(mem_flags::mem_threadgroup);';

/** Those whose kernels take longest to compile come last. */
const LONG = ['attention', 'transformer'];
const OPS = [...FAMILIES.map(({ op }) => op).filter((op) => !LONG.includes(op)), ...LONG];
const TRIED = OPS.slice(
  0,
  extent('families whose kernel to begin with is examined', OPS.length - 2, OPS.length),
);

/** In types of few digits, large and tiny inputs are hardest. */
const SHORT = OPS.flatMap((op) => (['f16', 'bf16'] as const).map((dtype) => [op, dtype] as const));
const SHORT_TRIED = SHORT.slice(0, extent('kernels to begin with in half precision', 2, SHORT.length));
const SEEDS = [11, 12, 13];

describe('an examination', () => {
  it.each(SHORT_TRIED)('of that of %s in %s finds it right, with every kind of input', async (op, dtype) => {
    const { descriptor, texts, problem } = begun(op, { dtype });
    for (const distribution of DISTRIBUTIONS) {
      for (const seed of SEEDS) {
        const { failure } = await examined(descriptor, texts, problem, { distribution, seed });
        expect({ distribution, seed, failure }).toEqual({ distribution, seed, failure: null });
      }
    }
  });

  it.each(TRIED)(
    'of the kernel to begin with of %s finds it right and safe, with every kind of input',
    async (op) => {
      const { descriptor, texts, problem } = begun(op, {});
      for (const [seed, distribution] of DISTRIBUTIONS.entries()) {
        const { failure } = await examined(descriptor, texts, problem, { distribution, seed });
        expect({ distribution, failure }).toEqual({ distribution, failure: null });
      }
      const checked = await examined(descriptor, texts, problem, { isChecked: true });
      expect(checked).toMatchObject({ findings: [], failure: null });
    },
  );

  it.each(HOSTED)('of one to begin with for %s of %s with %j finds it right', async (host, op, asked) => {
    const { descriptor, texts, problem } = begun(op, asked, host);
    expect(await examined(descriptor, texts, problem)).toMatchObject({ failure: null });
  });

  it('passes a kernel with threadgroup memory of its own size', async () => {
    const texts = { 'mine.metal': sums(BARRIER) };
    for (const isChecked of [false, true]) {
      expect(await examined(COPY, texts, X, { isChecked })).toMatchObject({ findings: [], failure: null });
    }
  });

  it('finds a race in one without its barrier', async () => {
    const { findings } = await examined(COPY, { 'mine.metal': sums('') }, X, { isChecked: true });
    expect(findings.map(({ kind }) => kind)).toContain('race');
  });

  it.each([
    ['skips the last element of a row', { 4: 'i < n;', with: 'i + 1 < n;' }, /NaN|not written|untouched/i],
    ['rounds to half precision', { 4: '= row[n - 1 - i]', with: '= float(half(row[n - 1 - i]))' }, /./],
  ])('shows one that %s as wrong', async (_, change, message) => {
    const text = sums(BARRIER).replaceAll(change[4], change.with);
    const { failure } = await examined(COPY, { 'mine.metal': text }, X);
    expect(failure?.message).toMatch(message);
  });

  it('finds one that reads past the end of a buffer', async () => {
    const text = sums(BARRIER).replace(
      '= X[group * n + i]',
      '= X[group * n + i + (group == 2 ? 1 : 0) * 0 + n / 130]',
    );
    const { findings } = await examined(COPY, { 'mine.metal': text }, X, { isChecked: true });
    expect(findings.map(({ kind }) => kind)).toContain('out-of-bounds');
  });

  it('says where one does not compile', async () => {
    const text = sums(BARRIER).replace('uint i', 'uint_ i');
    const { failure } = await examined(COPY, { 'mine.metal': text }, X);
    expect(failure).toMatchObject({
      code: 'COMPILE_FAILED',
      detail: expect.stringMatching(/^7:\d+: error: .*uint_/m),
    });
  });
});

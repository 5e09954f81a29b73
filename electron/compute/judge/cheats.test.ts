import { describe, expect, it } from 'vitest';
import { type KernelDescriptor, type OwnKernel, ownKernel, type Problem } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { extent } from '../../../native/test/extent.ts';
import type { Examination } from '../../ipc/judge/examination.ts';
import { planTrials, REASONS, type Reason, type Trial } from '../../ipc/judge/plan.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { findDevice } from '../environment.ts';
import { examine } from './examine.ts';

const TEXT = `
#include <metal_stdlib>
using namespace metal;
kernel void product(device const float *A [[buffer(0)]], device const float *B [[buffer(1)]],
                    device float *C [[buffer(2)]], constant uint3 &size [[buffer(3)]],
                    constant float2 &factors [[buffer(4)]], uint2 position [[thread_position_in_grid]]) {
    const uint m = size.x, n = size.y, k = size.z, row = position.y, column = position.x;
    float sum = 0.0f;
    for (uint i = 0; i < k; i++)
        sum += A[row * k + i] * B[i * n + column];
    device float &c = C[row * n + column];
    c = factors.x * sum + (factors.y == 0.0f ? 0.0f : factors.y * c);
}`;

const DESCRIPTOR: KernelDescriptor = {
  name: 'naive',
  op: 'gemm',
  supports: { dtype: ['f32'], alpha: 'any', beta: 'any' },
  passes: [
    {
      kernel: 'product',
      buffers: {
        0: 'A',
        1: 'B',
        2: 'C',
        3: { type: 'uint3', value: ['m', 'n', 'k'] },
        4: { type: 'float2', value: ['alpha', 'beta'] },
      },
      grid: ['n', 'm'],
      threadsPerThreadgroup: [8, 8],
    },
  ],
};

const SQUARES = [64, 96].map((size): Problem => ({ op: 'gemm', dtype: 'f32', m: size, n: size, k: size }));
const SCALED = SQUARES.map((problem): Problem => ({ ...problem, alpha: 2, beta: 0.5 }) as Problem);

function kernelOf(text: string, descriptor: KernelDescriptor): OwnKernel {
  const read = ownKernel(descriptor, { 'naive.metal': text }, 'naive.metal');
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return read.kernel;
}

async function tried(
  kernel: OwnKernel,
  { problem, reason, distribution, seed }: Trial,
): Promise<Examination> {
  const made = kernel.program(problem);
  if ('issues' in made) throw new Error(JSON.stringify(made.issues));
  const { hash, kept } = keepProgram(made.program, {}, 'naive.metal');
  const programs = { cells: { program: hash }, kept };
  const how = { seed, distribution, isChecked: reason === 'checked', timeoutMs: 600_000 };
  const request = { device: 'cpu', problem, contender: kernel.name, programs, ...how };
  return examine(native, await findDevice(native, 'cpu'), request, new AbortController().signal);
}

const SEEDS = extent('seeds of trials against each cheat', 1, 100);

/** For each seed, the kinds of trials that speak against a kernel, and what was found. */
async function refutations(text: string, given = SQUARES, descriptor = DESCRIPTOR) {
  const kernel = kernelOf(text, descriptor);
  const all: { reasons: Reason[]; kinds: string[] }[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const reasons = new Set<Reason>();
    const kinds = new Set<string>();
    for (const trial of planTrials(kernel, given, { seed, rounds: 1 })) {
      const { findings, failure } = await tried(kernel, trial);
      for (const { kind } of findings) kinds.add(kind);
      if (failure !== null || findings.length > 0) reasons.add(trial.reason);
    }
    all.push({ reasons: REASONS.filter((reason) => reasons.has(reason)), kinds: [...kinds] });
  }
  return all;
}

const changed = (from: string, to: string) => {
  if (!TEXT.includes(from)) throw new Error(`there is no ${from}`);
  return TEXT.replace(from, to);
};

const LOOP = 'sum += A[row * k + i] * B[i * n + column];';

describe('trials', () => {
  it.each([[SQUARES], [SCALED]])('find nothing against an honest kernel', async (given) => {
    for (const found of await refutations(TEXT, given)) expect(found).toEqual({ reasons: [], kinds: [] });
  });

  it.each<[string, string, readonly Reason[]]>([
    [
      'is right at the sizes given only',
      changed('float sum', 'if (m != n || m % 32) return;\n    float sum'),
      ['checked', 'random', 'held-out'],
    ],
    [
      'leaves out the last row of large matrices',
      changed('float sum', 'if (m > 40 && row + 1 == m) return;\n    float sum'),
      ['given'],
    ],
    ['leaves out a term of long sums', changed('i < k;', 'i < k - (k > 50);'), ['given']],
    [
      'adds up in half precision',
      changed('float sum', 'half sum').replace(LOOP, 'sum += half(A[row * k + i] * B[i * n + column]);'),
      ['given'],
    ],
    ['is right for constant inputs only', changed(LOOP, 'sum += A[0] * B[0];'), ['given']],
    ['is right for positive inputs only', changed('factors.x * sum', 'factors.x * abs(sum)'), ['given']],
    [
      'writes NaN where nobody compares it',
      changed('c = factors.x', 'c = sum > 30.0f ? NAN : factors.x'),
      ['given'],
    ],
  ])('refute one that %s', async (_, text, reasons) => {
    for (const found of await refutations(text))
      expect(found.reasons).toEqual(expect.arrayContaining([...reasons]));
  });

  it.each<[string, string]>([
    ['alpha', changed('factors.x * sum', 'sum')],
    ['beta', changed('factors.y * c', '0.0f')],
    [
      'beta, but reads C where it is 0',
      changed('(factors.y == 0.0f ? 0.0f : factors.y * c)', 'factors.y * c'),
    ],
  ])('refute one that ignores %s', async (_, text) => {
    const given = text.includes('factors.y * c;') ? SQUARES : SCALED;
    for (const { reasons } of await refutations(text, given)) expect(reasons).toContain('given');
  });

  it('refute a grid that is too small off the edges of blocks', async () => {
    const [pass] = DESCRIPTOR.passes;
    const grid = ['n', 'max(8, m - m % 8)'];
    const passes = [{ ...pass, grid } as typeof pass & object];
    for (const { reasons } of await refutations(TEXT, SQUARES, { ...DESCRIPTOR, passes })) {
      expect(reasons).not.toContain('given');
      expect(reasons).not.toEqual([]);
    }
  });

  it('refute one that writes past the end of its output, without checks too', async () => {
    const past = 'if (row + column == 0)\n        C[m * n] = 0.0f;\n    device float &c';
    for (const given of [SQUARES, SCALED]) {
      for (const { reasons } of await refutations(changed('device float &c', past), given))
        expect(reasons).toContain('given');
    }
  });

  it.each([
    [
      'reads past the end of a buffer, and uses nothing of it',
      changed('i < k;', 'i <= k;').replace(
        LOOP,
        'sum += i < k ? A[row * k + i] * B[i * n + column] : (A[row * k + i] > 1e30f ? 1.0f : 0.0f);',
      ),
      'out-of-bounds',
    ],
    [
      'writes what another thread reads',
      changed('device float &c', 'C[row * n + (column + 1) % n] = 0.0f;\n    device float &c'),
      'race',
    ],
    ['reads a variable that nothing set', changed('float sum = 0.0f;', 'float sum;'), 'uninitialised'],
  ])('refute one that %s', async (_, text, kind) => {
    for (const { reasons, kinds } of await refutations(text)) {
      expect(kinds).toContain(kind);
      expect(reasons).toContain('checked');
    }
  });
});

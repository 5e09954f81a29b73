import { describe, expect, it } from 'vitest';
import type { Problem } from '../families.ts';
import { describeIssue } from '../issue.ts';
import { isOwn, type KernelDescriptor } from './descriptor.ts';
import { type OwnKernel, ownKernel, refusalOfOwn } from './own-kernel.ts';

const PASS = {
  kernel: 'product_{dtype}',
  constants: {
    0: { type: 'bool', value: 'm % 32 == 0' },
    1: { type: 'float', value: 'alpha' },
    2: { type: 'int', value: '-1' },
  },
  buffers: {
    0: 'A',
    1: 'B',
    2: 'C',
    3: { type: 'uint3', value: ['m', 'n', 'k'] },
    4: { type: 'half', value: 0.5 },
    5: {
      struct: [
        { name: 'flag', type: 'uchar', value: 'transposeA' },
        { name: 'size', type: 'float2', value: ['m', 'alpha'] },
      ],
    },
    6: 'sums',
  },
  threadgroupMemory: { 0: 'n * 4 + 1' },
  grid: ['n', 'm'],
  threadsPerThreadgroup: [32, 4],
} as const;

const DESCRIPTOR: KernelDescriptor = {
  name: 'mine',
  op: 'gemm',
  supports: { dtype: ['f32', 'f16'], batch: 'any', alpha: 'any', transposeA: [true, false], lda: 'any' },
  requires: ['k % 8 == 0', 'm <= n || k > 100'],
  values: { blocks: 'ceil(m / 32)', twice: '2 blocks' },
  scratch: { sums: { dtype: 'f32', shape: ['twice', 'n'] } },
  passes: [PASS],
};

const TEXTS = { 'mine.metal': '// the text' };
const PROBLEM = { op: 'gemm', dtype: 'f32', m: 33, n: 40, k: 16, alpha: 2 } as const satisfies Problem;

function kernelOf(changes: Partial<KernelDescriptor> = {}): OwnKernel {
  const read = ownKernel({ ...DESCRIPTOR, ...changes }, TEXTS, 'mine.metal');
  if ('issues' in read) throw new Error(read.issues.map(describeIssue).join('; '));
  return read.kernel;
}

const pass = (changes: object): Partial<KernelDescriptor> => ({ passes: [{ ...PASS, ...changes }] });

/** What is wrong with a descriptor, or with what it is for a problem. */
function issuesOf(changes: Partial<KernelDescriptor>, problem: Problem = PROBLEM): string[] {
  const read = ownKernel({ ...DESCRIPTOR, ...changes }, TEXTS, 'mine.metal');
  const made = 'issues' in read ? read : read.kernel.program(problem);
  return 'issues' in made ? made.issues.map(describeIssue) : [];
}

describe('an own kernel', () => {
  it('is a program of its descriptor, evaluated for a problem', () => {
    const kernel = kernelOf();
    expect([kernel.name, isOwn(kernel.name), isOwn('gemm-tiled')]).toEqual(['own:mine', true, false]);
    const made = kernel.program(PROBLEM);
    if ('issues' in made) throw new Error(made.issues.map(describeIssue).join('; '));
    const { contender, problem, buffers, passes, estimate } = made.program;
    expect({ contender, problem, flops: estimate.flops }).toEqual({
      contender: 'own:mine',
      problem: PROBLEM,
      flops: 2 * 33 * 40 * 16,
    });
    expect(buffers.map(({ name, shape, role }) => [name, shape, role])).toEqual([
      ['A', [33 * 16], 'input'],
      ['B', [16 * 40], 'input'],
      ['C', [33 * 40], 'output'],
      ['sums', [4, 40], 'scratch'],
    ]);
    // Half 0.5 is 0x3800; the struct has its float2 at byte 8.
    const [x, y] = [0x42040000, 0x40000000];
    expect(passes).toEqual([
      {
        kernel: {
          source: '// the text',
          functionName: 'product_f32',
          constants: {
            0: { type: 'bool', value: false },
            1: { type: 'float', value: 2 },
            2: { type: 'int', value: -1 },
          },
          languageVersion: '3.1',
        },
        bindings: [
          { index: 0, buffer: 'A' },
          { index: 1, buffer: 'B' },
          { index: 2, buffer: 'C' },
          { index: 3, words: [33, 40, 16, 0] },
          { index: 4, words: [0x3800] },
          { index: 5, words: [0, 0, x, y] },
          { index: 6, buffer: 'sums' },
          { index: 0, threadgroupBytes: 176 },
        ],
        threadgroups: [2, 9, 1],
        gridThreads: [40, 33, 1],
        threadsPerThreadgroup: [32, 4, 1],
        threadgroupBytes: null,
        registers: null,
      },
    ]);
  });

  it('binds tensors, by default of the shape of their operands', () => {
    const buffers = {
      0: { name: 'weights', tensor: 'A', extents: ['k', 'm'], strides: [1, 'k + 4'] },
      1: { tensor: 'sums' },
      2: { tensor: 'C', extents: ['2 n', 'm'], type: 'uint4b_format' },
      3: { tensor: 'A' },
      4: { tensor: 'C' },
    };
    const problem = { ...PROBLEM, transposeA: true, lda: 35, batch: 2 } as const;
    const made = kernelOf(pass({ buffers })).program(problem);
    if ('issues' in made) throw new Error(made.issues.map(describeIssue).join('; '));
    expect(made.program.passes[0]?.bindings.slice(0, 5)).toEqual([
      { index: 0, buffer: 'A', tensor: { element: 'float', extents: [16, 33], strides: [1, 20] } },
      { index: 1, buffer: 'sums', tensor: { element: 'float', extents: [40, 4] } },
      { index: 2, buffer: 'C', tensor: { element: 'uint4b_format', extents: [80, 33] } },
      { index: 3, buffer: 'A', tensor: { element: 'float', extents: [33, 16, 2], strides: [1, 35, 560] } },
      { index: 4, buffer: 'C', tensor: { element: 'float', extents: [40, 33, 2], strides: [1, 40, 1320] } },
    ]);
  });

  it.each<[string, Problem]>([
    ['transposeB = true: expected false', { ...PROBLEM, transposeB: true }],
    [
      'dtype = bf16: expected f32, f16; dtypeC = f32: expected bf16',
      { ...PROBLEM, dtype: 'bf16', dtypeC: 'f32' },
    ],
    ['k = 17: expected k % 8 == 0', { ...PROBLEM, k: 17 }],
    ['m, n, k = 50, 40, 16: expected m <= n || k > 100', { ...PROBLEM, m: 50 }],
    ['op = qgemm: expected gemm', { ...PROBLEM, op: 'qgemm' } as unknown as Problem],
  ])('refuses what it does not support: %s', (reason, problem) => {
    expect(refusalOfOwn(kernelOf(), problem)).toBe(reason);
  });

  it('supports what a field is by default, given or not', () => {
    expect(
      refusalOfOwn(kernelOf(), { ...PROBLEM, ldb: 40, dtypeB: 'f32', transposeA: true, lda: 50 }),
    ).toBeNull();
    expect(refusalOfOwn(kernelOf(), { ...PROBLEM, ldb: 41 })).toBe('ldb = 41: expected 40');
  });

  it.each<[string, Partial<KernelDescriptor>]>([
    ['op = gemv: expected gemm, qgemm', { op: 'gemv' }],
    ['supports.dtype is missing: expected a list of f32, f16, bf16', { supports: {} }],
    ['supports.dtype = f64: expected f32, f16, bf16', { supports: { dtype: ['f64'] } }],
    ['supports.m = [64]: expected a field of gemm: dtype, dtypeB', { supports: { dtype: ['f32'], m: [64] } }],
    ['requires[0] = k % 8, "k % 8" at 1: expected a condition, such as', { requires: ['k % 8'] }],
    [
      'values.b = later, "later" at 1: expected a number, m, n, k, ',
      { values: { ...DESCRIPTOR.values, b: 'later', later: 1 } },
    ],
    ['values.K = K: expected a name that nothing else has', { values: { ...DESCRIPTOR.values, K: 1 } }],
    ['passes[0].source = other.metal: expected mine.metal', pass({ source: 'other.metal' })],
    ['values.a = m %% 2, "%" at 4: expected a number', { values: { ...DESCRIPTOR.values, a: 'm %% 2' } }],
    [
      'scratch.sums.shape[0] = ceil(m, the end at 7: expected an operator or ")"',
      { scratch: { sums: { dtype: 'f32', shape: ['ceil(m'] } } },
    ],
    ['passes[0].kernel = f_{type}: expected names of dtype', pass({ kernel: 'f_{type}' })],
    [
      'passes[0].buffers.0.type = floaty: expected bool, char',
      pass({ buffers: { 0: { type: 'floaty', value: 1 } } }),
    ],
    [
      'passes[0].buffers.0.value = [1]: expected 2 for uint2',
      pass({ buffers: { 0: { type: 'uint2', value: [1] } } }),
    ],
    [
      'passes[0].buffers.0.struct[1].value = q, "q" at 1: expected a number',
      pass({
        buffers: {
          0: {
            struct: [
              { type: 'uint', value: 1 },
              { type: 'uint', value: 'q' },
            ],
          },
        },
      }),
    ],
    [
      'passes[0].constants.0.value = 1: expected true, false or a condition',
      pass({ constants: { 0: { type: 'bool', value: 1 } } }),
    ],
    [
      'passes[0].constants.0.value = m, "m" at 1: expected a condition',
      pass({ constants: { 0: { type: 'bool', value: 'm' } } }),
    ],
    [
      'passes[0].constants.0.value = true: expected a number or an expression',
      pass({ constants: { 0: { type: 'int', value: true } } }),
    ],
    ['passes[0].grid[1] = dtype, "dtype" at 1: expected a number', pass({ grid: ['n', 'dtype'] })],
    [
      'passes[0].buffers.0.extents[1] = q, "q" at 1: expected a number',
      pass({ buffers: { ...PASS.buffers, 0: { tensor: 'A', extents: ['k', 'q'] } } }),
    ],
    [
      'passes[0].buffers.0.strides = [1]: expected 2, one for each of the extents',
      pass({ buffers: { ...PASS.buffers, 0: { tensor: 'A', extents: ['k', 'm'], strides: [1] } } }),
    ],
    [
      'passes[0].buffers.0.strides = [1]: expected "extents" beside them',
      pass({ buffers: { ...PASS.buffers, 0: { tensor: 'A', strides: [1] } } }),
    ],
    [
      'passes[0].buffers.0.type = half: expected int4b_format, uint4b_format, ',
      pass({ buffers: { ...PASS.buffers, 0: { tensor: 'A', extents: ['k'], type: 'half' } } }),
    ],
    [
      'passes[0].buffers.0.extents is missing: expected how many elements of int4b_format there are',
      pass({ buffers: { ...PASS.buffers, 0: { tensor: 'A', type: 'int4b_format' } } }),
    ],
  ])('names the place of a mistake: %s', (text, changes) => {
    const [first = '', ...others] = issuesOf(changes);
    expect(first).toContain(text);
    expect(others).toEqual([]);
  });

  it.each<[string, Partial<KernelDescriptor>]>([
    [
      'passes[0].grid[0] = n / 16 = 2.5: expected a whole number from 1 to 4294967295',
      pass({ grid: ['n / 16'] }),
    ],
    ['passes[0].grid[0] = 0: expected a whole number from 1 to 4294967295', pass({ grid: [0] })],
    [
      'passes[0].threadsPerThreadgroup = 32 × 33 × 1: expected at most 1024 in all',
      pass({ threadsPerThreadgroup: [32, 'm'] }),
    ],
    [
      'passes[0].buffers.3.value = m - n = -7: expected a whole number from 0 to 4294967295',
      pass({ buffers: { ...PASS.buffers, 3: { type: 'uint', value: 'm - n' } } }),
    ],
    [
      'passes[0].buffers.3.value = 1 / (m - 33) = Infinity: expected a finite number',
      pass({ buffers: { ...PASS.buffers, 3: { type: 'float', value: '1 / (m - 33)' } } }),
    ],
    [
      'passes[0].constants.0.value = 2.5: expected a whole number from -2147483648 to 2147483647',
      pass({ constants: { 0: { type: 'int', value: 2.5 } } }),
    ],
    [
      'scratch.sums.shape[0] = m / 2 = 16.5: expected a whole number from 1 to 4294967295',
      { scratch: { sums: { dtype: 'f32', shape: ['m / 2'] } } },
    ],
    ['passes[0].buffers.6 = sums: expected A, B, C', { scratch: {} }],
    [
      'passes[0].buffers.0.tensor = a: expected A, B, C, sums',
      pass({ buffers: { ...PASS.buffers, 0: { tensor: 'a', extents: ['k', 'm'] } } }),
    ],
    [
      'passes[0].buffers.0.extents[0] = k / 32 = 0.5: expected a whole number from 1 to 4294967295',
      pass({ buffers: { ...PASS.buffers, 0: { tensor: 'A', extents: ['k / 32'] } } }),
    ],
    [
      'passes[0].threadgroupMemory.0 = 1000 n = 40000: expected a whole number from 1 to 32768',
      pass({ threadgroupMemory: { 0: '1000 n' } }),
    ],
    [
      'scratch.sums = 1600000000: expected at most 268435456 elements',
      { scratch: { sums: { dtype: 'f32', shape: ['1000 n', '1000 n'] } } },
    ],
    [
      'scratch = A: expected a name that no buffer of the problem has',
      { scratch: { ...DESCRIPTOR.scratch, A: { dtype: 'f32', shape: [1] } } },
    ],
    ['passes = no pass: expected one that binds C', pass({ buffers: { 0: 'A', 1: 'B' } })],
  ])('names what it cannot be launched with: %s', (text, changes) => {
    expect(issuesOf(changes)).toEqual([text]);
  });
});

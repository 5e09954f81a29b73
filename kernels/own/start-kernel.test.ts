import { describe, expect, it } from 'vitest';
import { FAMILIES, FORMS, familyOf, type Problem } from '../families.ts';
import { generate } from '../generate.ts';
import { variantName } from '../names.ts';
import { checkProblem, inOrder } from '../problems.ts';
import type { Pass, Program } from '../program.ts';
import { ownKernel } from './own-kernel.ts';
import type { KernelHost } from './start/hosts.ts';
import { type Started, startKernel } from './start-kernel.ts';

/** The kernel that is begun with. Throws what is wrong with it. */
function started(op: string, asked: Record<string, string> = {}, host: KernelHost = 'metal'): Started {
  const made = startKernel(op, asked, 'mine', host);
  if ('issues' in made) throw new Error(JSON.stringify(made.issues));
  return made;
}

function made({ descriptor, texts }: Started, problem: Problem) {
  const read = ownKernel(descriptor, texts, 'mine.metal');
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return read.kernel.program(problem);
}

function programOf(files: Started, problem: Problem): Program {
  const program = made(files, problem);
  if ('issues' in program) throw new Error(JSON.stringify(program.issues));
  return program.program;
}

/** What runs: all but figures that only the generator knows. */
function launchOf({ buffers, passes }: Program) {
  return {
    buffers,
    passes: passes.map(({ threadgroupBytes: _, registers: __, ...pass }: Pass) => pass),
  };
}

/** Problems of a family whose fields differ, at sizes below, at and above the edges of blocks. */
const CASES: readonly [op: string, asked: Record<string, string>, problems: readonly object[]][] = [
  [
    'gemm',
    { transposeB: 'true', alpha: '2', beta: '0.5' },
    [
      { dtype: 'f32', m: 63, n: 64, k: 65, transposeB: true, alpha: 2, beta: 0.5 },
      {
        dtype: 'f32',
        m: 65,
        n: 33,
        k: 96,
        transposeB: true,
        alpha: -1,
        beta: 2,
        batch: 3,
        lda: 100,
        strideB: 0,
      },
    ],
  ],
  ['hgemm', {}, [{ dtype: 'f16', m: 1, n: 200, k: 31 }]],
  [
    'gemm',
    { bias: 'true', activation: 'gelu', dtype: 'bf16' },
    [{ dtype: 'bf16', m: 64, n: 128, k: 64, bias: true, activation: 'gelu' }],
  ],
  [
    'qgemm',
    {},
    [
      { dtype: 'f32', m: 3, n: 65, k: 64 },
      { dtype: 'f32', m: 1, n: 16, k: 67 },
    ],
  ],
  [
    'qgemm',
    { weights: 'i4', group: '32', zeroPoints: 'true', bias: 'true' },
    [{ dtype: 'f32', m: 2, n: 40, k: 33, weights: 'i4', group: '32', zeroPoints: true, bias: true }],
  ],
  [
    'attention',
    { mask: 'causal' },
    [
      { dtype: 'f32', r: 31, c: 64, d: 64, mask: 'causal' },
      { dtype: 'f32', r: 7, c: 33, d: 64, mask: 'causal', batch: 2, heads: 4, kvHeads: 2, scale: 0.3 },
    ],
  ],
  [
    'attention',
    { mask: 'additive', transposeK: 'true' },
    [{ dtype: 'f32', r: 40, c: 20, d: 64, mask: 'additive', transposeK: true }],
  ],
  ['softmax', {}, [{ dtype: 'f32', norm: 'softmax', m: 5, n: 1000 }]],
  [
    'layernorm',
    { weight: 'true', bias: 'true', residual: 'before' },
    [{ dtype: 'f32', norm: 'layer', m: 3, n: 65, weight: true, bias: true, residual: 'before', eps: 1e-3 }],
  ],
  ['rmsnorm', { dtype: 'f16' }, [{ dtype: 'f16', norm: 'rms', m: 2, n: 31 }]],
  [
    'convolution',
    {},
    [
      {
        dtype: 'f32',
        batch: 2,
        height: 9,
        width: 10,
        channels: 6,
        filters: 4,
        window: 3,
        layout: 'NCHW',
        weightLayout: 'OIHW',
      },
      {
        ...{ dtype: 'f32', batch: 1, height: 12, width: 16, channels: 8, filters: 8, window: 3 },
        ...{
          layout: 'NCHW',
          weightLayout: 'OIHW',
          groups: 4,
          stride: 2,
          dilation: 2,
          paddingLeft: 3,
          depth: 4,
        },
      },
    ],
  ],
  ['scopy', {}, [{ dtype: 'f32', operation: 'copy', m: 5, n: 257, ldx: 300 }]],
  [
    'somatcopy',
    { permutation: 'nbm' },
    [{ dtype: 'f32', operation: 'transpose', permutation: 'nbm', m: 5, n: 7, batch: 3 }],
  ],
  [
    'rotary',
    { pairs: 'halves' },
    [{ dtype: 'f32', operation: 'rotary', pairs: 'halves', m: 5, n: 64, heads: 4, position: 3 }],
  ],
];

describe('a kernel to begin with', () => {
  it.each(CASES)('of %s with %j is launched as the generated one', (op, asked, problems) => {
    const files = started(op, asked);
    for (const fields of problems) {
      const problem = inOrder({ op: files.descriptor.op, ...fields } as Problem);
      expect(checkProblem(problem)).toEqual([]);
      const { contender: id, overrides } = familyOf(problem).starter as NonNullable<
        ReturnType<typeof familyOf>['starter']
      >;
      const generated = generate(variantName({ id, overrides }), problem);
      if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
      expect(launchOf(programOf(files, problem))).toEqual(launchOf(generated.program));
    }
  });

  it('of several texts is launched as the generated one at the size that it was taken from', () => {
    const files = started('transformer', { bias: 'true' });
    expect(Object.keys(files.texts)).toEqual(['mine.metal', 'mine-2.metal', 'mine-3.metal']);
    const problem = { op: 'transformer', dtype: 'f32', n: 64, heads: 4, d: 64, bias: true } as const;
    const { starter } = familyOf(problem);
    const generated = generate(
      variantName({ id: starter?.contender ?? '', overrides: starter?.overrides ?? {} }),
      problem,
    );
    if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
    expect(launchOf(programOf(files, problem))).toEqual(launchOf(generated.program));
  });

  it.each(['mlx', 'pytorch'] as const)(
    'is there for %s of every family, and of a problem of its own',
    (host) => {
      for (const op of [...FAMILIES.map((family) => family.op), 'custom']) {
        const made = startKernel(op, {}, 'mine', host);
        if ('issues' in made) throw new Error(JSON.stringify(made.issues));
        expect(made.descriptor.passes.every((pass) => (host === 'mlx' ? 'mlx' : 'torch') in pass)).toBe(true);
        expect(ownKernel(made.descriptor, made.texts, 'mine.metal')).toHaveProperty('kernel');
      }
    },
  );

  it('for MLX is a body and its functions, called with what the generated one has as structs and constants', () => {
    const { descriptor, texts } = started('gemm', {}, 'mlx');
    expect(Object.keys(texts)).toEqual(['mine.metal', 'mine-header.metal']);
    expect(descriptor).toMatchObject({
      requires: ['m * k >= 8', 'k * n >= 8'],
      passes: [
        {
          mlx: {
            name: 'sgemm',
            input_names: ['A', 'B', 'sizes_int', 'sizes_float'],
            output_names: ['C'],
            header: 'mine-header.metal',
            template: [
              ['whole_m', 'm >= 64'],
              ['whole_n', 'n >= 64'],
              ['whole_k', 'k % 32 == 0'],
            ],
            grid: ['128 * ceil(n / 64)', 'ceil(m / 64)', 'batch'],
            threadgroup: [128, 1, 1],
          },
        },
      ],
    });
    expect(texts['mine.metal']).not.toMatch(/kernel void|^#include|function_constant/m);
    const problem = { op: 'gemm', dtype: 'f32', m: 65, n: 33, k: 96 } as const;
    const [pass] = programOf({ descriptor, texts }, problem).passes;
    expect(pass).toMatchObject({ threadgroups: [1, 2, 1], gridThreads: [128, 2, 1] });
    expect(pass?.kernel.source).toContain('custom_kernel_sgemm<true, false, true>');
    expect(made({ descriptor, texts }, { ...problem, n: 1, k: 7 })).toMatchObject({
      issues: [{ parameter: 'k, n', expected: 'k * n >= 8' }],
    });
  });

  it('for PyTorch takes tensors, lists of numbers and conditions by position', () => {
    const { descriptor, texts } = started('qgemm', {}, 'pytorch');
    expect(Object.keys(texts)).toEqual(['mine.metal']);
    expect(descriptor.passes).toEqual([
      {
        torch: {
          kernel: 'qgemm_vector',
          arguments: [
            ...['A', 'W', 'C'],
            { int: ['m', 'n', 'k', 'k', 'k', 'n', 'm * k', 'n * k', 'm * n', 1] },
            { float: [1, 0] },
            'scales',
            { int: 'k % 4 == 0' },
          ],
          threads: ['128 * ceil(n / 16)', 'm', 1],
          group_size: [128, 1, 1],
        },
      },
    ]);
    const problem = { op: 'qgemm', dtype: 'f32', m: 3, n: 65, k: 67 } as const;
    expect(programOf({ descriptor, texts }, problem).passes[0]).toMatchObject({
      bindings: [{}, {}, {}, {}, {}, { index: 5, buffer: 'scales' }, { index: 6, words: [0, 0] }],
      gridThreads: [128 * 5, 3, 1],
    });
  });

  it('for MLX has no output that is read, too', () => {
    expect(startKernel('gemm', { beta: '0.5' }, 'mine', 'mlx')).toEqual({
      issues: [
        {
          parameter: 'C',
          value: 'read and written',
          expected: 'inputs, which are read, and outputs, which are written: MLX has no others',
        },
      ],
    });
    expect(startKernel('gemm', { beta: '0.5' }, 'mine', 'pytorch')).toHaveProperty('descriptor');
  });

  it('is there for every family, and every form that it is not refused for', () => {
    for (const { op } of FAMILIES) expect(startKernel(op, {}, 'mine')).toHaveProperty('descriptor');
    const refused = Object.keys(FORMS).filter((form) => 'issues' in startKernel(form, {}, 'mine'));
    expect(refused).toEqual(['groupnorm', 'batchnorm']);
  });

  it.each([
    ['attention', { gradient: 'true' }, { parameter: 'gradient', value: true, expected: 'false' }],
    [
      'attention',
      { mask: 'block-sparse' },
      { parameter: 'mask', value: 'block-sparse', expected: 'any other, of one pass' },
    ],
    ['convolution', { layout: 'NHWC' }, { parameter: 'layout', value: 'NHWC', expected: 'NCHW' }],
    ['gemm', { dtype: 'f64' }, { parameter: 'dtype', value: 'f64', expected: 'f32, f16, bf16, i8, u8' }],
    ['gemv', {}, { parameter: 'op', value: 'gemv', expected: 'one with a kernel to begin with' }],
  ])('of %s with %j is refused', (op, asked, issue) => {
    expect(startKernel(op, asked as Record<string, string>, 'mine')).toEqual({ issues: [issue] });
  });
});

import { describe, expect, it } from 'vitest';
import type { Problem } from '../../families.ts';
import { describeIssue } from '../../issue.ts';
import type { DescribedPass, KernelDescriptor } from '../descriptor.ts';
import { ownKernel } from '../own-kernel.ts';
import type { MlxCall } from './mlx-call.ts';
import type { TorchCall } from './torch-call.ts';

const PROBLEM = {
  op: 'normalization',
  dtype: 'f16',
  norm: 'rms',
  weight: true,
  m: 3,
  n: 40,
} as const satisfies Problem;

const BODY = `uint row = threadgroup_position_in_grid.x;
uint D = x_shape[x_ndim - 1];
out[row * D + thread_position_in_threadgroup.x] = T(x[row * D] * w[0] + eps[0] + scale);`;

const MLX: MlxCall = {
  name: 'norm',
  header: 'helpers.metal',
  input_names: ['x', 'w', 'eps', 'scale'],
  output_names: ['out'],
  inputs: [
    { buffer: 'X', shape: [1, 'm', 'n'] },
    'weight',
    { dtype: 'float32', value: ['eps'] },
    { dtype: 'int32', value: -2 },
  ],
  outputs: ['Y'],
  template: [
    ['T', 'X.dtype'],
    ['N', 'n / 2'],
    ['ODD', 'n % 2 == 1'],
    ['U', 'uint8'],
  ],
  grid: ['m * 64', 1, 1],
  threadgroup: [64, 2, 1],
};

const TORCH: TorchCall = {
  kernel: 'norm',
  arguments: ['X', 'weight', 'Y', { int: 'm' }, { float: 'eps' }, { int: ['m', 'n'] }, { float: [0.5, 1] }],
  arg_casts: { '5': 'int32', '6': 'fp16' },
  threads: ['n', 'm'],
  group_size: [32, 4],
};

function made(pass: DescribedPass, more: Partial<KernelDescriptor> = {}, problem: Problem = PROBLEM) {
  const descriptor: KernelDescriptor = {
    name: 'mine',
    op: 'normalization',
    supports: { dtype: ['f16', 'f32'], norm: ['rms'], weight: [true] },
    passes: [pass],
    ...more,
  };
  const texts = { 'mine.metal': BODY, 'helpers.metal': '// helpers' };
  const read = ownKernel(descriptor, texts, 'mine.metal');
  const program = 'issues' in read ? read : read.kernel.program(problem);
  return 'issues' in program ? program.issues.map(describeIssue) : program.program.passes;
}

function passesOf(...parameters: Parameters<typeof made>) {
  const passes = made(...parameters);
  return passes.map((pass) => {
    if (typeof pass === 'string') throw new Error(pass);
    return pass;
  });
}

describe('a call of mx.fast.metal_kernel', () => {
  const [pass] = passesOf({ mlx: MLX });
  const text = pass?.kernel.source ?? '';

  it('has the signature that MLX generates, by the data types, shapes and names that it uses', () => {
    expect(text.slice(text.indexOf('// The signature'))).toBe(`\
// The signature, as mx.fast.metal_kernel generates it.
template <typename T, int N, bool ODD, typename U>
[[kernel]] void custom_kernel_norm(
    const device float16_t* x [[buffer(0)]],
    const constant int* x_shape [[buffer(1)]],
    const constant int& x_ndim [[buffer(2)]],
    const device float16_t* w [[buffer(3)]],
    const constant float* eps [[buffer(4)]],
    const constant int32_t& scale [[buffer(5)]],
    device float16_t* out [[buffer(6)]],
    uint3 thread_position_in_threadgroup [[thread_position_in_threadgroup]],
    uint3 threadgroup_position_in_grid [[threadgroup_position_in_grid]]) {
#line 1 "mine.metal"
${BODY}
}
template [[host_name("custom_kernel_norm")]] [[kernel]] decltype(custom_kernel_norm<float16_t, 20, false, uint8_t>) custom_kernel_norm<float16_t, 20, false, uint8_t>;
`);
    expect(text).toContain('#line 1 "helpers.metal"\n// helpers\n');
  });

  it('is launched as MLX does, with threadgroups no larger than the grid', () => {
    expect(pass).toMatchObject({
      kernel: { functionName: 'custom_kernel_norm', constants: {} },
      bindings: [
        { index: 0, buffer: 'X' },
        { index: 1, words: [1, 3, 40] },
        { index: 2, words: [3] },
        { index: 3, buffer: 'weight' },
        { index: 4, words: [0x3727c5ac] },
        { index: 5, words: [0xfffffffe] },
        { index: 6, buffer: 'Y' },
      ],
      threadgroups: [3, 1, 1],
      gridThreads: [192, 1, 1],
      threadsPerThreadgroup: [64, 1, 1],
    });
  });

  it('passes small arrays as constants, and strides in 64 bits', () => {
    const texts = made({ mlx: { ...MLX, template: [] } }, {}, { ...PROBLEM, n: 7 });
    expect(JSON.stringify(texts)).toContain('const constant float16_t* w [[buffer(3)]]');
    const strided = ownKernel(
      {
        name: 'mine',
        op: 'elementwise',
        supports: { dtype: ['f32'], operation: ['copy'] },
        passes: [
          {
            mlx: {
              ...MLX,
              header: undefined,
              input_names: ['a'],
              inputs: [{ buffer: 'X', shape: ['m', 'n'] }],
              template: [],
              atomic_outputs: true,
              init_value: 2,
            },
          },
        ],
      },
      { 'mine.metal': 'out[0] = a[a_strides[0]];' },
      'mine.metal',
    );
    if ('issues' in strided) throw new Error(strided.issues.map(describeIssue).join());
    const program = strided.kernel.program({
      op: 'elementwise',
      dtype: 'f32',
      operation: 'copy',
      m: 3,
      n: 5,
    });
    if ('issues' in program) throw new Error(program.issues.map(describeIssue).join());
    const [fill, copy] = program.program.passes;
    expect(fill).toMatchObject({ bindings: [{ index: 0, buffer: 'Y' }], gridThreads: [15, 1, 1] });
    expect(fill?.kernel.source).toContain('out[index] = float(2);');
    expect(copy?.bindings[1]).toEqual({ index: 1, words: [5, 0, 1, 0] });
    expect(copy?.kernel.source).toContain('device atomic<float>* out [[buffer(2)]]) {');
    expect(copy?.kernel.source).not.toContain('host_name');
  });

  it.each<[Partial<MlxCall>, string]>([
    [{ inputs: ['X'] }, 'passes[0].mlx.inputs = 1 entries: expected 4, as "input_names" has'],
    [{ outputs: [] }, 'passes[0].mlx.outputs = 0 entries: expected 1, as "output_names" has'],
    [
      { outputs: ['Z'] },
      'passes[0].mlx.outputs[0] = Z: expected X, weight, Y; passes = no pass: expected one that binds Y',
    ],
    [{ header: 'none.metal' }, 'passes[0].mlx.header = none.metal: expected mine.metal, helpers.metal'],
    [
      { template: [['T', 'Z.dtype']] },
      'passes[0].mlx.template[0] = Z.dtype: expected X.dtype, weight.dtype, Y.dtype',
    ],
    [
      { inputs: [{ buffer: 'X', shape: ['n'] }, ...MLX.inputs.slice(1)] },
      'passes[0].mlx.inputs[0].shape = 40: expected 120 elements, as X has',
    ],
    [{ threadgroup: [64, 32] }, 'passes[0].mlx.threadgroup = 64 × 32 × 1: expected at most 1024 in all'],
  ])('refuses %j', (change, message) => {
    expect(made({ mlx: { ...MLX, ...change } }).join('; ')).toContain(message);
  });

  it('refuses functions of MLX that are not here, by name', () => {
    const read = ownKernel(
      {
        name: 'mine',
        op: 'normalization',
        supports: { dtype: ['f32'], norm: ['rms'] },
        passes: [{ mlx: MLX }],
      },
      { 'mine.metal': 'auto at = elem_to_loc_2_nd(p, s, a, b, n);', 'helpers.metal': '' },
      'mine.metal',
    );
    expect('issues' in read && read.issues.map(describeIssue)).toEqual([
      `mine.metal = elem_to_loc_2_nd: expected none of MLX's own functions but elem_to_loc and ceildiv, or its text in a "header"`,
    ]);
  });
});

describe('a call of torch.mps.compile_shader', () => {
  it('binds arguments by position, with the types that PyTorch gives them', () => {
    const [pass] = passesOf({ torch: TORCH });
    expect(pass).toMatchObject({
      kernel: { source: BODY, functionName: 'norm' },
      bindings: [
        { index: 0, buffer: 'X' },
        { index: 1, buffer: 'weight' },
        { index: 2, buffer: 'Y' },
        { index: 3, words: [3, 0] },
        { index: 4, words: [0x3727c5ac] },
        { index: 5, words: [3, 40] },
        { index: 6, words: [0x3c003800] },
      ],
      gridThreads: [40, 3, 1],
      threadgroups: [2, 1, 1],
      threadsPerThreadgroup: [32, 4, 1],
    });
  });

  it('takes conditions as whole numbers', () => {
    const [pass] = passesOf({
      torch: { kernel: 'norm', arguments: ['Y', { int: ['n % 8 == 0', 'n < m'] }] },
    });
    expect(pass?.bindings[1]).toEqual({ index: 1, words: [1, 0, 0, 0] });
    expect(made({ torch: { kernel: 'norm', arguments: ['Y', { float: 'n < m' }] } }).join()).toContain(
      'expected a number, not a condition',
    );
  });

  it('launches a thread for each element of the first tensor, unless it is told otherwise', () => {
    const [usual] = passesOf({ torch: { kernel: 'norm', arguments: [{ int: 1 }, 'Y', 'X'] } });
    expect(usual).toMatchObject({ gridThreads: [120, 1, 1], threadsPerThreadgroup: [120, 1, 1] });
    const [wide] = passesOf({ torch: { kernel: 'norm', arguments: ['Y'], threads: ['n', 'm'] } });
    expect(wide).toMatchObject({ gridThreads: [40, 3, 1], threadsPerThreadgroup: [1024, 1, 1] });
  });

  it.each<[Partial<TorchCall>, string]>([
    [{ group_size: 32 }, 'passes[0].torch.group_size = 32: expected as many numbers as "threads" has'],
    [
      { arguments: [{ int: 1 }], threads: undefined, group_size: undefined },
      'passes[0].torch.threads is missing: expected one to 3 numbers, since no argument is a tensor',
    ],
    [{ arguments: ['Y', { int: 0.5 }] }, 'passes[0].torch.arguments[1].int = 0.5: expected a whole number'],
    [{ arguments: ['Y', 'n'] }, 'passes[0].torch.arguments[1] = n: expected X, weight, Y'],
  ])('refuses %j', (change, message) => {
    expect(made({ torch: { ...TORCH, ...change } }).join('; ')).toContain(message);
  });
});

describe('parameters and macros', () => {
  const parameters = { BLOCK: [16, 32] };
  const defines = { BLOCK: 'BLOCK', HALF: 'n / 2' };

  it('are in the text, whose lines stay its own', () => {
    const [torch] = passesOf({ torch: { ...TORCH, group_size: ['BLOCK', 1] } }, { parameters, defines });
    expect(torch?.kernel.source).toBe(`#define BLOCK 16\n#define HALF 20\n#line 1 "mine.metal"\n${BODY}`);
    expect(torch?.threadsPerThreadgroup).toEqual([16, 1, 1]);
    const [mlx] = passesOf({ mlx: MLX }, { parameters, defines });
    expect(mlx?.kernel.source).toContain('#define HALF 20\n#line 1 "helpers.metal"\n');
  });

  it('are chosen by name', () => {
    const descriptor: KernelDescriptor = {
      name: 'mine',
      op: 'normalization',
      supports: { dtype: ['f16'], norm: ['rms'], weight: [true] },
      parameters,
      passes: [{ torch: { ...TORCH, group_size: ['BLOCK', 1] } }],
    };
    const read = ownKernel(descriptor, { 'mine.metal': BODY }, 'mine.metal');
    if ('issues' in read) throw new Error(read.issues.map(describeIssue).join());
    const chosen = (overrides: Record<string, number>) => {
      const program = read.kernel.program(PROBLEM, overrides);
      return 'issues' in program ? program.issues.map(describeIssue) : program.program;
    };
    expect(chosen({ BLOCK: 32 })).toMatchObject({
      contender: 'own:mine@BLOCK=32',
      passes: [{ threadsPerThreadgroup: [32, 1, 1] }],
    });
    expect(chosen({ BLOCK: 8 })).toEqual(['BLOCK = 8: expected one of 16, 32']);
    expect(chosen({ SIZE: 8 })).toEqual(['SIZE = 8: expected one of the parameters BLOCK']);
    expect(made({ torch: TORCH }, { parameters: { n: [1] } })).toEqual([
      'parameters.n = n: expected a name that nothing else has',
    ]);
  });
});

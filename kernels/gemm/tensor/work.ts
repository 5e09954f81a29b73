// A block of C by Metal 4's tensor operations: all SIMD-groups of the threadgroup carry out each of them together.
import { block, type Lines, lines } from '../../msl/text.ts';
import type { GemmKernel } from '../kernel.ts';
import { blockOf } from '../loads.ts';
import type { Operand } from '../operands.ts';
import { emitStagedLoop } from '../staged-loop.ts';
import { forSums } from './sums.ts';

/**
 * The block of C at `block_row`, `block_column`, from `k_begin` to `k_end`: its place, its `sums` as a cooperative tensor,
 * and `finish`, which writes them.
 */
export function emitTensorWork(kernel: GemmKernel, finish: Lines): string[] {
  return [
    'const uint first_row = block_row, first_column = block_column;',
    ...LOOPS[kernel.config.load](kernel),
    '',
    ...finish,
  ];
}

const LOOPS: Readonly<Record<GemmKernel['config']['load'], (kernel: GemmKernel) => string[]>> = {
  whole: (kernel) => [
    ...emitProduct(kernel),
    ...EXTENTS,
    'const int depth = k_end - k_begin;',
    ...emitOperands(kernel, 'k_begin'),
    'product.run(a, b, sums);',
  ],
  direct: (kernel) => [
    ...emitProduct(kernel),
    ...ZERO_SUMS,
    ...EXTENTS,
    ...block('for (uint k = k_begin; k < k_end; k += BLOCK_K)', [
      'const int depth = min(BLOCK_K, k_end - k);',
      ...emitOperands(kernel, 'k'),
      'product.run(a, b, sums);',
    ]),
  ],
  staged: (kernel) => [
    ...emitProduct(kernel),
    ...ZERO_SUMS,
    ...emitStagedLoop(kernel, [
      emitBlock(kernel.a, kernel),
      emitBlock(kernel.b, kernel),
      'product.run(a, b, sums);',
    ]),
  ],
};

/** The types of the operands, `product`, the operation, and `sums`, the elements of the block that this thread has. */
function emitProduct({ a, b, accumulator, config }: GemmKernel): string[] {
  const { load, relaxed } = config;
  // A step that is not staged may be the last, and shorter. What lies beyond an operand's K is read all the same if the
  // descriptor says so.
  const depth = load === 'staged' ? 'BLOCK_K' : 'static_cast<int>(dynamic_extent)';
  const mode = load === 'whole' ? '' : ', matmul2d_descriptor::mode::multiply_accumulate';
  return [
    '// The operation, and the sums of the block that this thread has.',
    ...[a, b].map((operand) => `typedef ${tensorType(operand, load === 'staged')} ${operand.name}Tensor;`),
    `constexpr auto descriptor = matmul2d_descriptor(BLOCK_M, BLOCK_N, ${depth}, ${a.transposed}, ${b.transposed}, ${relaxed}${mode});`,
    'matmul2d<descriptor, execution_simdgroups<SIMDGROUPS>> product;',
    `auto sums = product.get_destination_cooperative_tensor<ATensor, BTensor, ${accumulator}>();`,
  ];
}

function tensorType({ type, memoryType, blockRows, blockColumns }: Operand, isStaged: boolean): string {
  return isStaged
    ? `tensor<threadgroup ${type}, extents<int, ${blockColumns}, ${blockRows}>, tensor_inline>`
    : `tensor<device ${memoryType}, dextents<int, 2>, tensor_inline>`;
}

const EXTENTS: Lines = lines(`
  // What is left of A and B. Nothing is read beyond the extents of a tensor.
  const int rows = sizes.m - first_row, columns = sizes.n - first_column;
  const array<int, 2> a_strides({1, int(sizes.lda)}), b_strides({1, int(sizes.ldb)});
`);

/**
 * `a` and `b`, what is left of A and B from an element of K on, with the innermost dimension first. They begin at their
 * own elements: a slice of a tensor may be no further than 2 GiB from its beginning (llama.cpp, issue 28748).
 */
function emitOperands({ a, b }: GemmKernel, k: string): string[] {
  const tensor = ({ name, transposed, leading }: Operand, place: Lines, extents: Lines) => {
    const [outer, inner] = transposed ? [...place].reverse() : place;
    const [most, least] = transposed ? [...extents].reverse() : extents;
    const self = name.toLowerCase();
    return `${name}Tensor ${self}(${name} + ${outer} * ${leading} + ${inner}, dextents<int, 2>(${least}, ${most}), ${self}_strides);`;
  };
  return [
    tensor(a, ['first_row', k], ['rows', 'depth']),
    tensor(b, [k, 'first_column'], ['depth', 'columns']),
  ];
}

/** `a` or `b`, a staged block. */
function emitBlock(operand: Operand, { config }: GemmKernel): string {
  const { name, blockRows, blockColumns } = operand;
  const extents = `extents<int, ${blockColumns}, ${blockRows}>()`;
  const strides = config.padding === 0 ? '' : `, array<int, 2>({1, ${name}_LEADING})`;
  return `${name}Tensor ${name.toLowerCase()}(${blockOf(operand)}, ${extents}${strides});`;
}

const ZERO_SUMS: Lines = forSums(['sums[i] = 0;']);

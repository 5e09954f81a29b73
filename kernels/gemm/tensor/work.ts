// A block of C by Metal 4's tensor operations: all SIMD-groups of the threadgroup carry out each of them together.
import { block, type Lines } from '../../msl/text.ts';
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
  whole: emitWhole,
  direct: emitDirect,
  staged: emitStaged,
};

/** One operation, which goes through all of K. */
function emitWhole(kernel: GemmKernel): string[] {
  const { a, b } = kernel;
  return [
    ...emitMatrices(kernel),
    sliceOf(a, 'first_row', 'k_begin'),
    sliceOf(b, 'k_begin', 'first_column'),
    ...emitProduct(kernel, 'decltype(a), decltype(b)'),
    'product.run(a, b, sums);',
  ];
}

/** An operation for each step of K. */
function emitDirect(kernel: GemmKernel): string[] {
  const { a, b } = kernel;
  return [
    ...emitMatrices(kernel),
    ...emitProduct(kernel, 'decltype(a_matrix), decltype(b_matrix)'),
    ...ZERO_SUMS,
    ...block('for (uint k = k_begin; k < k_end; k += BLOCK_K)', [
      sliceOf(a, 'first_row', 'k'),
      sliceOf(b, 'k', 'first_column'),
      'product.run(a, b, sums);',
    ]),
  ];
}

/** The same with blocks in threadgroup memory. */
function emitStaged(kernel: GemmKernel): string[] {
  const { a, b } = kernel;
  return [
    ...[a, b].map((operand) => emitBlockType(operand)),
    ...emitProduct(kernel, `${blockType(a)}, ${blockType(b)}`),
    ...ZERO_SUMS,
    ...emitStagedLoop(kernel, [
      ...[a, b].map((operand) => emitBlock(operand, kernel)),
      'product.run(a, b, sums);',
    ]),
  ];
}

/** A and B as tensors, the innermost dimension first. Their extents guard the edges, of M, N and K. */
function emitMatrices({ a, b }: GemmKernel): string[] {
  const matrix = ({ name, transposed, leading }: Operand, row: string, column: string) => {
    const extents = transposed ? `int(${row}), int(${column})` : `int(${column}), int(${row})`;
    return `auto ${tensorOf(name)}_matrix = tensor(${name}, dextents<int, 2>(${extents}), array<int, 2>{1, int(${leading})});`;
  };
  return [
    '// Columns and rows of A and B in memory. What lies beyond them is read as zero.',
    matrix(a, 'sizes.m', 'k_end'),
    matrix(b, 'k_end', 'sizes.n'),
  ];
}

/** The part of a matrix from a row and a column of the product on. */
function sliceOf({ name, transposed }: Operand, row: string, column: string): string {
  const origin = transposed ? `${row}, ${column}` : `${column}, ${row}`;
  return `auto ${tensorOf(name)} = ${tensorOf(name)}_matrix.slice(${origin});`;
}

function tensorOf(name: Operand['name']): string {
  return name.toLowerCase();
}

function blockType({ name }: Operand): string {
  return `${name}Block`;
}

function emitBlockType(operand: Operand): string {
  const { type, blockRows, blockColumns } = operand;
  return `typedef tensor<threadgroup ${type}, extents<int, ${blockColumns}, ${blockRows}>, tensor_inline> ${blockType(operand)};`;
}

function emitBlock(operand: Operand, { config }: GemmKernel): string {
  const { name, blockRows, blockColumns } = operand;
  const extents = `extents<int, ${blockColumns}, ${blockRows}>()`;
  const strides = config.padding === 0 ? '' : `, array<int, 2>{1, ${name}_LEADING}`;
  return `${blockType(operand)} ${tensorOf(name)}(${blockOf(operand)}, ${extents}${strides});`;
}

/** `product`, the operation, and `sums`, the elements of the block that this thread has. */
function emitProduct({ a, b, accumulator, config }: GemmKernel, operands: string): string[] {
  const isWhole = config.load === 'whole';
  const depth = isWhole ? 'static_cast<int>(dynamic_extent)' : 'BLOCK_K';
  const mode = isWhole ? '' : ', matmul2d_descriptor::mode::multiply_accumulate';
  return [
    `constexpr auto descriptor = matmul2d_descriptor(BLOCK_M, BLOCK_N, ${depth}, ${a.transposed}, ${b.transposed}, ${config.relaxed}${mode});`,
    'matmul2d<descriptor, execution_simdgroups<SIMDGROUPS>> product;',
    `auto sums = product.get_destination_cooperative_tensor<${operands}, ${accumulator}>();`,
  ];
}

const ZERO_SUMS: Lines = forSums(['sums[i] = 0;']);

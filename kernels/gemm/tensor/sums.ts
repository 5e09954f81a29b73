// What becomes of the sums of a block that are in a cooperative tensor: each thread has some of its elements.
import { isPlain } from '../../msl/epilogue.ts';
import { block, indent, type Lines, lines } from '../../msl/text.ts';
import { UNROLL_EVERYWHERE } from '../../msl/unroll.ts';
import type { GemmKernel } from '../kernel.ts';

/** Statements for each slot `i` of `sums`, whether it has an element or not. */
export function forSums(body: Lines): string[] {
  const head = 'for (ushort i = 0; i < sums.get_capacity(); i++)';
  return [UNROLL_EVERYWHERE, ...(body.length === 1 ? [head, ...indent(body)] : block(head, body))];
}

/** Statements for each element that this thread has. Only the tensor knows which they are: that differs among GPUs. */
function forElements(body: Lines): string[] {
  return forSums([
    'if (!sums.is_valid_element(i))',
    '    continue;',
    'const auto place = sums.get_multidimensional_index(i);',
    ...body,
  ]);
}

/** Whether sums are written as they are, by the tensor itself. */
export function storesUnchanged({ typeC, accumulator, epilogue }: GemmKernel): boolean {
  return isPlain(epilogue) && typeC === accumulator;
}

/** Writes the sums to C through the epilogue. */
export function emitStoreSums(kernel: GemmKernel): Lines {
  const { typeC, epilogue, biasOf } = kernel;
  if (storesUnchanged(kernel)) return storeUnchanged(typeC);
  const previous = epilogue.beta === 0 ? '0.0f' : 'float(C[at])';
  const bias = epilogue.bias ? `float(bias[${biasOf === 'rows' ? 'row' : 'column'}])` : '0.0f';
  return forElements([
    'const uint row = first_row + place[1], column = first_column + place[0];',
    'if (row >= sizes.m || column >= sizes.n)',
    '    continue;',
    'const uint at = row * sizes.ldc + column;',
    `C[at] = ${typeC}(finish(sums[i], ${previous}, ${bias}, sizes.alpha, sizes.beta));`,
  ]);
}

const storeUnchanged = (typeC: string): Lines =>
  lines(`
  // Nothing is written beyond the extents of a tensor.
  const dextents<int, 2> left(sizes.n - first_column, sizes.m - first_row);
  const array<int, 2> c_strides({1, int(sizes.ldc)});
  tensor<device ${typeC}, dextents<int, 2>, tensor_inline> c(C + first_row * sizes.ldc + first_column, left, c_strides);
  sums.store(c);
`);

/** Writes all sums to the block in scratch memory. */
export const STORE_PARTIAL_SUMS: Lines = forElements(['partial[place[1] * BLOCK_N + place[0]] = sums[i];']);

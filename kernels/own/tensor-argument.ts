import { DTYPE } from '../msl/dtype.ts';
import type { TensorBinding } from '../program.ts';
import type { ReadArgument } from './arguments.ts';
import type { DescribedTensor } from './descriptor.ts';
import type { Situation } from './launch.ts';
import type { Reader } from './reader.ts';

/** The most dimensions of a tensor: MTL_TENSOR_MAX_RANK. */
export const MAX_TENSOR_RANK = 16;

/** Types of elements that no data type of a buffer has: numbers that share its bytes. */
export const PACKED_TYPES: readonly string[] = [
  ...['int4b_format', 'uint4b_format', 'int2b_format', 'uint2b_format'],
  ...['metal_fp4_e2m1_format', 'metal_fp8_e4m3_format', 'metal_fp8_e5m2_format'],
];

/** Reads an argument that is a tensor of a buffer, which stands at a path of its descriptor. */
export function readTensor(
  path: string,
  index: number,
  { tensor: name, extents, strides, type }: DescribedTensor,
  reader: Reader,
): ReadArgument {
  const sizes = extents && reader.amounts(`${path}.extents`, extents);
  const steps = strides && reader.amounts(`${path}.strides`, strides);
  if (type !== undefined && !PACKED_TYPES.includes(type))
    reader.expect(`${path}.type`, type, PACKED_TYPES.join(', '));
  if (type !== undefined && !extents)
    reader.expect(`${path}.extents`, undefined, `how many elements of ${type} there are in each dimension`);
  if (strides && strides.length !== extents?.length)
    reader.expect(
      `${path}.strides`,
      JSON.stringify(strides),
      extents ? `${extents.length}, one for each of the extents` : '"extents" beside them',
    );
  return {
    buffer: { path: `${path}.tensor`, name },
    bind(situation) {
      const { scope, buffers } = situation;
      const buffer = buffers.find((one) => one.name === name);
      const own = sizes
        ? {
            extents: sizes.map((size) => scope.whole(size)),
            ...(steps && { strides: steps.map((step) => scope.whole(step)) }),
          }
        : ownShape(name, situation);
      return { index, buffer: name, tensor: { element: type ?? DTYPE[buffer?.dtype ?? 'f32'].msl, ...own } };
    },
  };
}

/** That of the matrix in a buffer, or of all of them in a batch; otherwise the buffer's. */
function ownShape(name: string, { buffers, layouts }: Situation): Omit<TensorBinding, 'element'> {
  const layout = layouts[name];
  if (!layout) return { extents: buffers.find((one) => one.name === name)?.shape.toReversed() ?? [] };
  const { columns, rows, leading, batch, stride } = layout;
  const isOne = batch === 1;
  return {
    extents: [columns, rows, ...(isOne ? [] : [batch])],
    strides: [1, leading, ...(isOne ? [] : [stride])],
  };
}

import { DTYPE } from '../msl/dtype.ts';
import type { TensorBinding } from '../program.ts';
import type { ReadArgument } from './arguments.ts';
import type { DescribedTensor } from './descriptor.ts';
import type { Reader } from './reader.ts';

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
  if (strides && strides.length !== extents?.length)
    reader.expect(
      `${path}.strides`,
      JSON.stringify(strides),
      extents ? `${extents.length}, one for each of the extents` : '"extents" beside them',
    );
  return {
    buffer: { path: `${path}.tensor`, name },
    bind({ scope, buffers }) {
      const buffer = buffers.find((one) => one.name === name);
      const tensor: TensorBinding = {
        element: type ?? DTYPE[buffer?.dtype ?? 'f32'].msl,
        extents: sizes?.map((size) => scope.whole(size)) ?? buffer?.shape.toReversed() ?? [],
        ...(steps && { strides: steps.map((step) => scope.whole(step)) }),
      };
      return { index, buffer: name, tensor };
    },
  };
}

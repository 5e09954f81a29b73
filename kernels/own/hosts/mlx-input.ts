import type { Binding } from '../../program.ts';
import { type ReadArgument, readNumbers } from '../arguments.ts';
import type { Situation } from '../launch.ts';
import type { Reader } from '../reader.ts';
import { MLX_DTYPE_OF, MLX_DTYPES, type MlxDtype, type MlxInput } from './mlx-call.ts';

/** An array for a problem. */
export interface MlxArray {
  readonly dtype: MlxDtype;
  /** Its extents; none for a single number. */
  readonly shape: readonly number[];
  bind(index: number): Binding;
}

/** An input that was parsed. */
interface ReadInput extends Pick<ReadArgument, 'buffer'> {
  array(situation: Situation): MlxArray;
}

/** Reads an input at a path. */
export function readInput(path: string, input: MlxInput, reader: Reader): ReadInput {
  if (typeof input === 'object' && 'dtype' in input) {
    const { dtype, value } = input;
    const words = readNumbers(`${path}.value`, MLX_DTYPES[dtype], value, reader);
    const shape = typeof value === 'object' ? [value.length] : [];
    return {
      buffer: null,
      array: ({ scope }) => ({ dtype, shape, bind: (index) => ({ index, words: words(scope) }) }),
    };
  }
  const name = typeof input === 'string' ? input : input.buffer;
  const extents = typeof input === 'string' ? null : reader.amounts(`${path}.shape`, input.shape);
  return {
    buffer: { path, name },
    array({ scope, buffers }) {
      const { dtype = 'f32', shape: own = [] } = buffers.find((buffer) => buffer.name === name) ?? {};
      const shape = extents?.map((extent) => scope.whole(extent)) ?? own;
      const [elements, expected] = [shape, own].map((one) =>
        one.reduce((product, extent) => product * extent, 1),
      );
      if (elements !== expected)
        scope.issues.push({
          parameter: `${path}.shape`,
          value: shape.join(' × '),
          expected: `${expected} elements, as ${name} has`,
        });
      return { dtype: MLX_DTYPE_OF[dtype], shape, bind: (index) => ({ index, buffer: name }) };
    },
  };
}

import { DTYPE } from '../../msl/dtype.ts';
import type { Pass, ProgramBuffer } from '../../program.ts';
import { passOfThreads } from '../launch.ts';

/** Threads of a threadgroup. */
const GROUP = 256;

/** Fills an output with one number before the kernel runs, as MLX does for `init_value`. */
export function fillPass({ name, dtype, shape }: ProgramBuffer, value: number): Pass {
  const { msl } = DTYPE[dtype];
  const elements = shape.reduce((product, extent) => product * extent, 1);
  const functionName = `fill_${dtype}`;
  const source = `#include <metal_stdlib>
using namespace metal;

// One element a thread.
kernel void ${functionName}(device ${msl} *out [[buffer(0)]], uint index [[thread_position_in_grid]]) {
  out[index] = ${msl}(${value});
}
`;
  const kernel = { source, functionName, constants: {}, languageVersion: '3.1' } as const;
  return passOfThreads(
    kernel,
    [{ index: 0, buffer: name }],
    [elements, 1, 1],
    [Math.min(GROUP, elements), 1, 1],
  );
}

import { DTYPE } from '../msl/dtype.ts';
import type { Estimate, ProgramBuffer } from '../program.ts';
import { convolutionBuffers } from './buffers.ts';
import type { CompleteConvolution } from './problem.ts';
import { shapeOf, termsOf, volume } from './shape.ts';

/** How FLOPs of a convolution are counted. */
export const CONVOLUTION_CONVENTION =
  '2 FLOPs for each element of the window, channel and filter at each position, as the direct convolution computes them: ALU of an algorithm that multiplies less is effective ALU';

/** Every multiply-add of the direct convolution, with those of the padding; inputs are read and outputs written once. */
export function estimateConvolution(problem: CompleteConvolution): Estimate {
  const shape = shapeOf(problem);
  const flops = 2 * problem.batch * volume(shape, 'positions') * problem.filters * termsOf(problem, shape);
  const bytes = bytesOf(convolutionBuffers(problem));
  return { flops, bytes, intensity: flops / bytes };
}

/** Bytes of some buffers. */
export function bytesOf(buffers: readonly ProgramBuffer[]): number {
  const sizes = buffers.map(({ shape, dtype }) => shape.reduce((a, b) => a * b) * DTYPE[dtype].sizeBytes);
  return sizes.reduce((a, b) => a + b, 0);
}

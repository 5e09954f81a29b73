import { compose } from '../../compose.ts';
import { contender } from '../../family.ts';
import type { Issue } from '../../issue.ts';
import { DTYPE } from '../../msl/dtype.ts';
import { mslKernel } from '../../msl/kernel.ts';
import type { ParameterTable } from '../../parameter.ts';
import type { Pass, Program } from '../../program.ts';
import { convolutionBuffers } from '../buffers.ts';
import type { CompleteConvolution } from '../problem.ts';
import { isStretched, type Sliding, slidingOf } from '../sliding.ts';
import { stretched } from '../stretch.ts';
import { orderedWeights } from '../weights.ts';
import { windowWords } from '../window.ts';
import { DIRECT_BUFFER, directSource } from './source.ts';

type DirectConfiguration = { readonly pixels: number; readonly threads: number };

const PARAMETERS = {
  pixels: { label: 'Pixels per thread', choices: [1, 2, 4, 8], default: 4 },
  threads: { label: 'Threads', choices: [32, 64, 128, 256], default: 64 },
} as const satisfies ParameterTable;

/** Windows that see few channels, such as the one channel of a depthwise convolution. */
export const DIRECT = contender<CompleteConvolution, DirectConfiguration>({
  id: 'convolution-direct',
  label: 'Direct convolution',
  description:
    'Every thread adds up what its window sees, for four elements or more; made for depthwise convolution',
  simdgroups: 'none',
  parameters: PARAMETERS,
  check: refuseWeights,
  program: directProgram,
});

/** The gradient of the weights is none of a window that slides. */
export function refuseWeights({ direction }: CompleteConvolution): Issue[] {
  return direction === 'weights'
    ? [{ parameter: 'direction', value: direction, expected: 'forward or data' }]
    : [];
}

function directProgram(
  problem: CompleteConvolution,
  config: DirectConfiguration,
): Pick<Program, 'buffers' | 'passes'> {
  const sliding = slidingOf(problem);
  const weights = orderedWeights(problem, sliding.layout === 'NHWC' ? 'filters' : 'channels');
  return compose(convolutionBuffers(problem), [
    ...(isStretched(problem) ? [stretched(problem, sliding)] : []),
    ...weights.parts,
    { part: { buffers: [], passes: [directPass(problem, sliding, config, weights.name)] }, names: {} },
  ]);
}

function directPass(
  { dtype, bias, activation }: CompleteConvolution,
  sliding: Sliding,
  { pixels, threads }: DirectConfiguration,
  weights: string,
): Pass {
  const { layout, batch, groups, channels, filters, axes, image, output } = sliding;
  const { z, y, x } = axes;
  const all = groups * filters;
  const lines = z.positions * y.positions;
  const quads = (count: number) => Math.ceil(count / 4 / threads);
  const isLast = layout === 'NHWC';
  const source = directSource({
    layout,
    pixels,
    threads,
    type: DTYPE[dtype].msl,
    epilogue: { alpha: 1, beta: 0, bias, activation },
  });
  return {
    kernel: mslKernel(
      'convolution',
      source,
      isLast ? [all % 4 === 0, channels === 1 && filters === 1, filters % 4 === 0] : [x.positions % 4 === 0],
    ),
    bindings: [
      { index: DIRECT_BUFFER.X, buffer: image },
      { index: DIRECT_BUFFER.W, buffer: weights },
      { index: DIRECT_BUFFER.Y, buffer: output },
      { index: DIRECT_BUFFER.window, words: windowWords(sliding) },
      { index: DIRECT_BUFFER.filters, words: [filters] },
      ...(bias ? [{ index: DIRECT_BUFFER.bias, buffer: 'bias' }] : []),
    ],
    threadgroups: isLast
      ? [quads(all), batch * lines, Math.ceil(x.positions / pixels)]
      : [quads(x.positions), lines, batch * all],
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: 0,
    registers: 2 * (isLast ? 4 * pixels + 16 : 24),
  };
}

import { DTYPE } from '../../msl/dtype.ts';
import { type Argument, bindingsOf, mslKernel, SIMD_WIDTH, TILE } from '../../msl/kernel.ts';
import type { Pass, ProgramBuffer } from '../../program.ts';
import { sizesArgument } from '../frame.ts';
import { maskArguments } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import { outputSource } from './output.ts';
import { registersOfProduct, threadgroupBytesOfProduct, type UnfusedConfiguration } from './parameters.ts';
import { scoresSource } from './scores.ts';
import { softmaxSource, softmaxThreads } from './softmax.ts';

/** S, and then P in its place. */
const SCORES = 'S';

/** Three passes: S = Q·Kᵀ, softmax of its rows, O = P·V. */
export function unfusedPasses(
  problem: CompleteAttention,
  config: UnfusedConfiguration,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const { batch, heads, r, c, d, dtype } = problem;
  const type = DTYPE[dtype].msl;
  const read = (name: string): Argument => ({ declaration: `device const ${type} *${name}`, value: name });
  const scores = (qualifier: string): Argument => ({
    declaration: `device ${qualifier}float *S`,
    value: SCORES,
  });
  const sizes = sizesArgument(problem);
  const members = batch * heads;
  const down = Math.ceil(r / (config.registerR * config.simdgroups));
  const isWhole = r % (config.registerR * config.simdgroups) === 0;
  const softmaxArgs = [scores(''), ...maskArguments(problem), sizes];
  const { threads, rows } = softmaxThreads(config);
  const product = {
    threads: SIMD_WIDTH * config.simdgroups,
    threadgroupBytes: threadgroupBytesOfProduct(config),
    registers: registersOfProduct(config),
  };
  const scoresArgs = [read('Q'), read('K'), scores(''), sizes];
  const isWholeS = isWhole && c % config.registerC === 0 && d % TILE === 0;
  const outputArgs = [scores('const '), read('V'), { declaration: `device ${type} *O`, value: 'O' }, sizes];
  const isWholeO = isWhole && c % TILE === 0 && d % config.registerD === 0;
  return {
    buffers: [{ name: SCORES, dtype: 'f32', shape: [members, r, c], role: 'scratch' }],
    passes: [
      pass({
        ...product,
        kernel: mslKernel('attention_scores', scoresSource(problem, config, scoresArgs), [isWholeS]),
        args: scoresArgs,
        threadgroups: [Math.ceil(c / config.registerC), down, members],
      }),
      pass({
        kernel: mslKernel('attention_softmax', softmaxSource(problem, config, softmaxArgs)),
        args: softmaxArgs,
        threadgroups: [Math.ceil(r / rows), members, 1],
        threads,
        threadgroupBytes: 0,
        registers: 16,
      }),
      pass({
        ...product,
        kernel: mslKernel('attention_output', outputSource(problem, config, outputArgs), [isWholeO]),
        args: outputArgs,
        threadgroups: [Math.ceil(d / config.registerD), down, members],
      }),
    ],
  };
}

interface PassParts extends Pick<Pass, 'kernel' | 'threadgroups' | 'threadgroupBytes' | 'registers'> {
  readonly args: readonly Argument[];
  readonly threads: number;
}

function pass({ args, threads, ...rest }: PassParts): Pass {
  return { ...rest, bindings: bindingsOf(args), threadsPerThreadgroup: [threads, 1, 1] };
}

import { DTYPE } from '../../msl/dtype.ts';
import type { Extent3, Pass, ProgramBuffer } from '../../program.ts';
import { type Argument, bindingsOf, sizesArgument } from '../frame.ts';
import { maskArguments } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import { registersOfProduct, threadgroupBytesOfProduct, type UnfusedConfiguration } from './parameters.ts';
import { outputSource, scoresSource } from './products.ts';
import { softmaxSource, softmaxThreads } from './softmax.ts';

/** S, then P in its place. */
const SCORES = 'S';

/** Three passes: S = Q·Kᵀ, softmax of its rows, O = P·V. */
export function unfusedPasses(
  problem: CompleteAttention,
  c: UnfusedConfiguration,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const { batch, heads, r, c: keys, d, dtype } = problem;
  const type = DTYPE[dtype].msl;
  const read = (name: string): Argument => ({ declaration: `device const ${type} *${name}`, value: name });
  const scores = (qualifier: string): Argument => ({
    declaration: `device ${qualifier}float *S`,
    value: SCORES,
  });
  const sizes = sizesArgument(problem);
  const members = batch * heads;
  const down = Math.ceil(r / (c.registerR * c.simdgroups));
  const isWhole = r % (c.registerR * c.simdgroups) === 0;
  const product = (
    name: 'attention_scores' | 'attention_output',
    source: (args: readonly Argument[]) => string,
    args: readonly Argument[],
    [across, aligned]: [across: number, aligned: boolean],
  ): Pass => ({
    ...passOf(name, source(args), args, [across, down, members], 32 * c.simdgroups),
    kernel: {
      source: source(args),
      functionName: name,
      constants: { 0: { type: 'bool', value: aligned } },
      languageVersion: '3.1',
    },
    threadgroupBytes: threadgroupBytesOfProduct(c),
    registers: registersOfProduct(c),
  });
  const softmaxArgs = [scores(''), ...maskArguments(problem), sizes];
  const { threads, rows } = softmaxThreads(c);
  return {
    buffers: [{ name: SCORES, dtype: 'f32', shape: [members, r, keys], role: 'scratch' }],
    passes: [
      product(
        'attention_scores',
        (args) => scoresSource(problem, c, args),
        [read('Q'), read('K'), scores(''), sizes],
        [Math.ceil(keys / c.registerC), isWhole && keys % c.registerC === 0 && d % 8 === 0],
      ),
      passOf(
        'attention_softmax',
        softmaxSource(problem, c, softmaxArgs),
        softmaxArgs,
        [Math.ceil(r / rows), members, 1],
        threads,
      ),
      product(
        'attention_output',
        (args) => outputSource(problem, c, args),
        [scores('const '), read('V'), { declaration: `device ${type} *O`, value: 'O' }, sizes],
        [Math.ceil(d / c.registerD), isWhole && keys % 8 === 0 && d % c.registerD === 0],
      ),
    ],
  };
}

function passOf(
  functionName: string,
  source: string,
  args: readonly Argument[],
  threadgroups: Extent3,
  threads: number,
): Pass {
  return {
    kernel: { source, functionName, constants: {}, languageVersion: '3.1' },
    bindings: bindingsOf(args),
    threadgroups,
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: 0,
    registers: 16,
  };
}

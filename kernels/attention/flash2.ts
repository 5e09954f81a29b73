import { DTYPE } from '../msl/dtype.ts';
import type { Pass, ProgramBuffer } from '../program.ts';
import { type Flash2Configuration, threadgroupBytesOf, threadsOf } from './flash2-parameters.ts';
import { flash2Source, sliceOf } from './flash2-source.ts';
import { bindingsOf, sizesArgument } from './frame.ts';
import { LSE, lseShape } from './lse.ts';
import { maskArguments } from './masks.ts';
import type { CompleteAttention } from './problem.ts';

/** The forward pass: with `hasLse` it also writes L, as lse.ts says. */
export function flash2Passes(
  problem: CompleteAttention,
  c: Flash2Configuration,
  hasLse: boolean,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const type = DTYPE[problem.dtype].msl;
  const args = [
    ...['Q', 'K', 'V'].map((name) => ({ declaration: `device const ${type} *${name}`, value: name })),
    { declaration: `device ${type} *O`, value: 'O' },
    ...(hasLse ? [{ declaration: `device float *${LSE}`, value: LSE }] : []),
    ...maskArguments(problem),
    sizesArgument(problem),
  ];
  const { batch, heads, r, c: keys, d } = problem;
  const aligned = r % c.blockR === 0 && keys % c.blockC === 0 && d % sliceOf(problem, c) === 0;
  const pass: Pass = {
    kernel: {
      source: flash2Source({ problem, configuration: c, args, hasLse }),
      functionName: 'flash2',
      constants: { 0: { type: 'bool', value: aligned } },
      languageVersion: '3.1',
    },
    bindings: bindingsOf(args),
    threadgroups: [Math.ceil(r / c.blockR), batch * heads, Math.ceil(d / sliceOf(problem, c))],
    threadsPerThreadgroup: [threadsOf(c), 1, 1],
    threadgroupBytes: threadgroupBytesOf(problem, c),
    registers: 0,
  };
  return {
    buffers: hasLse ? [{ name: LSE, dtype: 'f32', shape: lseShape(problem), role: 'scratch' }] : [],
    passes: [pass],
  };
}

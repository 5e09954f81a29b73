import { DTYPE } from '../../msl/dtype.ts';
import type { Pass, ProgramBuffer } from '../../program.ts';
import { BLOCK_MAP, blockMapPass } from '../block-map.ts';
import { type Argument, bindingsOf, sizesArgument } from '../frame.ts';
import { LSE, lseShape } from '../lse.ts';
import { maskArguments } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import { type Flash2Configuration, registersOf, shapeOf, threadgroupBytesOf } from './parameters.ts';
import { flash2Source } from './source.ts';

/** The arguments of kernels that make O of Q, K and V: the first four, in that order. */
export function operandArguments({ dtype }: CompleteAttention): Argument[] {
  const type = DTYPE[dtype].msl;
  return [
    ...['Q', 'K', 'V'].map((name) => ({ declaration: `device const ${type} *${name}`, value: name })),
    { declaration: `device ${type} *O`, value: 'O' },
  ];
}

/** The forward pass and its scratch buffers: with `hasLse` it also writes L, as lse.ts says. */
export function flash2Passes(
  problem: CompleteAttention,
  c: Flash2Configuration,
  hasLse: boolean,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const map = problem.mask === 'block-sparse' ? blockMapPass(problem, c) : null;
  const args = [
    ...operandArguments(problem),
    ...(hasLse ? [{ declaration: `device float *${LSE}`, value: LSE }] : []),
    ...maskArguments(problem),
    ...(map ? [{ declaration: `device const uchar *${BLOCK_MAP}`, value: BLOCK_MAP }] : []),
    sizesArgument(problem),
  ];
  const { batch, heads, r, c: keys, d } = problem;
  const { threads, sliceD, slices } = shapeOf(problem, c);
  const aligned = r % c.blockR === 0 && keys % c.blockC === 0 && d % sliceD === 0;
  const pass: Pass = {
    kernel: {
      source: flash2Source({ problem, configuration: c, args, hasLse }),
      functionName: 'flash2',
      constants: { 0: { type: 'bool', value: aligned } },
      languageVersion: '3.1',
    },
    bindings: bindingsOf(args),
    threadgroups: [Math.ceil(r / c.blockR), batch * heads, slices],
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: threadgroupBytesOf(problem, c),
    registers: registersOf(problem, c),
  };
  const lse: ProgramBuffer[] = hasLse
    ? [{ name: LSE, dtype: 'f32', shape: lseShape(problem), role: 'scratch' }]
    : [];
  return {
    buffers: [...lse, ...(map ? [map.buffer] : [])],
    passes: [...(map ? [map.pass] : []), pass],
  };
}

import { DTYPE } from '../../msl/dtype.ts';
import { type Argument, bindingsOf, mslKernel } from '../../msl/kernel.ts';
import type { Pass, ProgramBuffer } from '../../program.ts';
import { BLOCK_MAP, blockMapPass } from '../block-map.ts';
import { wholeFlags } from '../edges.ts';
import { sizesArgument } from '../frame.ts';
import { LSE, lseShape } from '../lse.ts';
import { maskArguments } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import type { Flash2Configuration } from './parameters.ts';
import { flash2Shape, registersOf, threadgroupBytesOf } from './shape.ts';
import { flash2Source } from './source.ts';

/** The first four arguments of kernels that compute O from Q, K and V, in that order. */
export function operandArguments({ dtype }: CompleteAttention): Argument[] {
  const type = DTYPE[dtype].msl;
  return [
    ...['Q', 'K', 'V'].map((name) => ({ declaration: `device const ${type} *${name}`, value: name })),
    { declaration: `device ${type} *O`, value: 'O' },
  ];
}

/** The forward pass and its scratch buffers. With `hasLse` it also writes L (see lse.ts). */
export function flash2Passes(
  problem: CompleteAttention,
  config: Flash2Configuration,
  hasLse: boolean,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const map = problem.mask === 'block-sparse' ? blockMapPass(problem, config) : null;
  const args = [
    ...operandArguments(problem),
    ...(hasLse ? [{ declaration: `device float *${LSE}`, value: LSE }] : []),
    ...maskArguments(problem),
    ...(map ? [{ declaration: `device const uchar *${BLOCK_MAP}`, value: BLOCK_MAP }] : []),
    sizesArgument(problem),
  ];
  const { batch, heads, r } = problem;
  const { threads, slices } = flash2Shape(problem, config);
  const pass: Pass = {
    kernel: mslKernel(
      'flash2',
      flash2Source({ problem, config, args, hasLse }),
      wholeFlags(problem, config, 'moved'),
    ),
    bindings: bindingsOf(args),
    threadgroups: [Math.ceil(r / config.blockR), batch * heads, slices],
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: threadgroupBytesOf(problem, config),
    registers: registersOf(problem, config),
  };
  const lse: ProgramBuffer[] = hasLse
    ? [{ name: LSE, dtype: 'f32', shape: lseShape(problem), role: 'scratch' }]
    : [];
  return {
    buffers: [...lse, ...(map ? [map.buffer] : [])],
    passes: [...(map ? [map.pass] : []), pass],
  };
}

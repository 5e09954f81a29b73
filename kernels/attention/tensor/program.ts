import { DTYPE } from '../../msl/dtype.ts';
import { bindingsOf, mslKernel, TENSOR_VERSION } from '../../msl/kernel.ts';
import type { Pass, ProgramBuffer } from '../../program.ts';
import { type MaskMap, mapArguments } from '../backward/masks.ts';
import { blockMapPass } from '../block-map.ts';
import { sizesArgument } from '../frame.ts';
import { LSE, lseShape } from '../lse.ts';
import { maskArguments } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import { forwardSource } from './forward.ts';
import { matrixArgument } from './frame.ts';
import { forwardBytes, type TensorConfiguration, tensorRegisters, tensorShape } from './parameters.ts';

/** The passes, and their scratch buffers. */
export function tensorPasses(
  problem: CompleteAttention,
  config: TensorConfiguration,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const { mask, gradient } = problem;
  const blocks = { blockR: config.rows, blockC: config.columns };
  const mapped = mask === 'block-sparse' ? blockMapPass(problem, blocks) : null;
  const map: MaskMap | undefined = mapped ? { buffer: mapped.buffer.name, ...blocks } : undefined;
  const lse: ProgramBuffer[] = gradient
    ? [{ name: LSE, dtype: 'f32', shape: lseShape(problem), role: 'scratch' }]
    : [];
  return {
    buffers: [...lse, ...(mapped ? [mapped.buffer] : [])],
    passes: [...(mapped ? [mapped.pass] : []), forwardPass(problem, config, map)],
  };
}

function forwardPass(problem: CompleteAttention, config: TensorConfiguration, map?: MaskMap): Pass {
  const { batch, heads, r, gradient } = problem;
  const { threads, slices, sliceD } = tensorShape(problem, config, config.sliceD);
  const args = [
    ...['Q', 'K', 'V', 'O'].map((name) => matrixArgument(name, problem)),
    ...(gradient ? [{ declaration: `device ${DTYPE.f32.msl} *${LSE}`, value: LSE }] : []),
    ...maskArguments(problem),
    ...mapArguments(map),
    sizesArgument(problem),
  ];
  const text = { problem, config, args, ...(map && { map }) };
  return {
    kernel: mslKernel('attention_tensor', forwardSource(text, gradient), [], TENSOR_VERSION),
    bindings: bindingsOf(args),
    threadgroups: [Math.ceil(r / (config.rows * config.simdgroups)), batch * heads, slices],
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: forwardBytes(problem, config),
    registers: tensorRegisters(problem, config, { blocks: 1, sums: 1, sliceD }),
  };
}

import type { GemmProblem } from '../problem.ts';
import type { Program } from '../program.ts';
import { directSource } from './direct-source.ts';
import { estimateGemm } from './estimate.ts';
import { type GemmAlgorithm, type GemmConfiguration, threadgroupBytesOf, threadsOf } from './parameters.ts';
import { simdgroupSource } from './simdgroup-source.ts';
import { tiledSource } from './tiled-source.ts';

const KERNELS = {
  'gemm-tiled': { functionName: 'gemm_tiled', source: tiledSource },
  'gemm-direct': { functionName: 'gemm_direct', source: directSource },
  'gemm-simdgroup': { functionName: 'gemm_simdgroup', source: simdgroupSource },
} as const satisfies Record<
  GemmAlgorithm,
  { functionName: string; source: (c: GemmConfiguration) => string }
>;

/** One pass whose grid of threadgroups covers C; the source is the same for all sizes. */
export function gemmProgram(problem: GemmProblem, contender: GemmAlgorithm, c: GemmConfiguration): Program {
  const { m, n, k, dtype } = problem;
  const { functionName, source } = KERNELS[contender];
  const aligned = m % c.blockM === 0 && n % c.blockN === 0 && k % c.blockK === 0;
  return {
    problem,
    contender,
    buffers: [
      { name: 'A', dtype, shape: [m, k], role: 'input' },
      { name: 'B', dtype, shape: [k, n], role: 'input' },
      { name: 'C', dtype, shape: [m, n], role: 'output' },
    ],
    passes: [
      {
        kernel: {
          source: source(c),
          functionName,
          constants: { 0: { type: 'bool', value: aligned } },
          languageVersion: '3.1',
        },
        bindings: [
          { index: 0, buffer: 'A' },
          { index: 1, buffer: 'B' },
          { index: 2, buffer: 'C' },
          { index: 3, words: [m, n, k] },
        ],
        threadgroups: [Math.ceil(n / c.blockN), Math.ceil(m / c.blockM), 1],
        threadsPerThreadgroup: [threadsOf(contender, c), 1, 1],
        threadgroupBytes: threadgroupBytesOf(contender, c),
      },
    ],
    estimate: estimateGemm(problem),
  };
}

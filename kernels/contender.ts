import { estimateGemm } from './gemm/estimate.ts';
import { configure, GEMM_ALGORITHMS, GEMM_PARAMETERS, type GemmAlgorithm } from './gemm/parameters.ts';
import { gemmProgram } from './gemm/program.ts';
import { checkProblem, type Issue, type Problem } from './problem.ts';
import type { Estimate, Program } from './program.ts';

/** One named way to solve a problem: a program generated here, or a library routine. */
export interface Contender {
  readonly id: string;
  readonly label: string;
  readonly kind: 'generated' | 'library';
  /** One sentence for the legend's tooltip. */
  readonly description: string;
  readonly ops: readonly Problem['op'][];
}

/** All contenders, in the order that legends and tables show them. */
export const CONTENDERS: readonly Contender[] = [
  {
    id: 'gemm-simdgroup',
    label: 'SIMD-group matrix',
    kind: 'generated',
    description: '8×8 matrices of a SIMD-group, A and B staged in threadgroup memory',
    ops: ['gemm'],
  },
  {
    id: 'gemm-direct',
    label: 'SIMD-group direct',
    kind: 'generated',
    description: '8×8 matrices of a SIMD-group, A and B read straight from device memory',
    ops: ['gemm'],
  },
  {
    id: 'gemm-tiled',
    label: 'Tiled',
    kind: 'generated',
    description: 'A few elements of C in each thread, A and B staged in threadgroup memory',
    ops: ['gemm'],
  },
  {
    id: 'cblas',
    label: 'BLAS',
    kind: 'library',
    description: 'cblas_sgemm of this machine: Accelerate on macOS, OpenBLAS elsewhere',
    ops: ['gemm'],
  },
];

function isGemmAlgorithm(id: string): id is GemmAlgorithm {
  return (GEMM_ALGORITHMS as readonly string[]).includes(id);
}

/** The parameter values a generated contender is produced with, by label; null for a library. */
export function configurationOf(
  contender: string,
  _problem: Problem,
): Readonly<Record<string, number>> | null {
  if (!isGemmAlgorithm(contender)) return null;
  const table = Object.values(GEMM_PARAMETERS[contender]);
  return Object.fromEntries(table.map((parameter) => [parameter.label, parameter.default]));
}

/**
 * Generates the program of a generated contender for a problem. `overrides` replaces parameters of its default
 * configuration (kernels/gemm/parameters.ts). What cannot be generated comes back as issues.
 */
export function generate(
  contender: string,
  problem: Problem,
  overrides: Readonly<Record<string, number>> = {},
): { program: Program } | { issues: Issue[] } {
  if (!isGemmAlgorithm(contender)) {
    return { issues: [{ parameter: 'contender', value: contender, accepted: GEMM_ALGORITHMS.join(', ') }] };
  }
  const wrong = checkProblem(problem);
  if (wrong.length > 0) return { issues: wrong };
  const configured = configure(contender, overrides);
  if ('issues' in configured) return configured;
  return { program: gemmProgram(problem, contender, configured.configuration) };
}

/** FLOPs, bytes and intensity of a problem, whoever solves it. */
export function estimate(problem: Problem): Estimate {
  return estimateGemm(problem);
}

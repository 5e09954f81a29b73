import { checkConfiguration } from '../gemm/check.ts';
import { type GemmKernel, gemmKernel } from '../gemm/kernel.ts';
import { gemmName } from '../gemm/name.ts';
import { FIXED, type GemmConfiguration } from '../gemm/parameters.ts';
import type { CompleteGemm } from '../gemm/problem.ts';
import { gemmProgram } from '../gemm/program.ts';
import type { Issue } from '../issue.ts';
import type { Pass } from '../program.ts';

/** Where the matrices of a product begin in their buffers, in elements. */
export interface Offsets {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** How the members of a batch, which are groups and images, share weights and a bias. */
export interface Members {
  /** A is weights: the members of the batch take their groups in turn. Otherwise, B is. */
  readonly weights: 'A' | 'B';
  readonly groups: number;
}

const OFFSETS = 6;

/** A product of parts of matrices, of which the groups of a convolution are the members of a batch. */
export function partialKernel(
  problem: CompleteGemm,
  config: Partial<GemmConfiguration>,
  { weights }: Members,
): GemmKernel {
  const kernel = gemmKernel(problem, { ...FIXED, ...config }, gemmName(problem));
  const isLeft = weights === 'A';
  const begin = '// Where the parts of the matrices begin';
  return {
    ...kernel,
    biasOf: isLeft ? 'rows' : 'columns',
    parameters: [`constant uint4 &offsets [[buffer(${OFFSETS})]]`],
    member: [
      ...(isLeft || problem.bias
        ? [
            `${begin}, and the groups that the members of the batch take in turn.`,
            'const uint groups = offsets.w;',
          ]
        : [`${begin}.`]),
      `A += offsets.x + ${isLeft ? 'group.z % groups' : 'group.z'} * sizes.stride_a;`,
      'B += offsets.y + group.z * sizes.stride_b;',
      'C += offsets.z + group.z * sizes.stride_c;',
      ...(problem.bias ? [`bias += group.z % groups * sizes.${isLeft ? 'm' : 'n'};`] : []),
    ],
  };
}

export function checkPartial(
  problem: CompleteGemm,
  config: Partial<GemmConfiguration>,
  members: Members,
): Issue[] {
  return checkConfiguration(problem, partialKernel(problem, config, members));
}

/** Makes the passes of a product of parts of matrices, which differ in where these begin. */
export function partialPass(
  problem: CompleteGemm,
  config: Partial<GemmConfiguration>,
  members: Members,
): (offsets: Offsets) => Pass {
  const [pass] = gemmProgram(problem, partialKernel(problem, config, members)).passes as [Pass];
  return ({ a, b, c }) => {
    return { ...pass, bindings: [...pass.bindings, { index: OFFSETS, words: [a, b, c, members.groups] }] };
  };
}

import { ATTENTION } from './attention/family.ts';
import type { Family } from './family.ts';
import { GEMM } from './gemm/family.ts';
import type { ProblemBase } from './problem.ts';
import { QGEMM } from './qgemm/family.ts';
import { TRANSFORMER } from './transformer/family.ts';

/** Every kind of problem that kernels are generated for, in the order of menus. */
const ALL = [GEMM, QGEMM, ATTENTION, TRANSFORMER] as const;

type ProblemOf<F> = F extends Family<infer P> ? P : never;

/** What is computed. */
export type Problem = ProblemOf<(typeof ALL)[number]>;

export const FAMILIES: readonly Family<Problem>[] = ALL as readonly unknown[] as readonly Family<Problem>[];

/** The family of a problem; undefined where `op` is none of ours. */
export function familyOf(problem: Problem): Family<Problem>;
export function familyOf(problem: ProblemBase): Family<Problem> | undefined;
export function familyOf(problem: ProblemBase): Family<Problem> | undefined {
  return FAMILIES.find(({ op }) => op === problem.op);
}

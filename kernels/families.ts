import { ATTENTION } from './attention/family.ts';
import { CONVOLUTION } from './convolution/family.ts';
import { ELEMENTWISE } from './elementwise/family.ts';
import { ELEMENTWISE_FORMS } from './elementwise/name.ts';
import type { Family } from './family.ts';
import { GEMM } from './gemm/family.ts';
import { GEMM_FORMS } from './gemm/name.ts';
import { NORMALIZATION } from './normalization/family.ts';
import { NORMALIZATION_FORMS } from './normalization/names.ts';
import type { ProblemBase } from './problem.ts';
import { QGEMM } from './qgemm/family.ts';
import { TRANSFORMER } from './transformer/family.ts';

/** Every kind of problem that kernels are generated for, in the order of menus. */
const ALL = [GEMM, QGEMM, ATTENTION, TRANSFORMER, CONVOLUTION, NORMALIZATION, ELEMENTWISE] as const;

type ProblemOf<F> = F extends Family<infer P> ? P : never;

/** What is computed. */
export type Problem = ProblemOf<(typeof ALL)[number]>;

export const FAMILIES: readonly Family<Problem>[] = ALL;

/** Forms of a family that have names of their own, with the fields that they fix: hgemm, layernorm. */
export const FORMS: Readonly<
  Record<string, { readonly op: Problem['op'] } & Readonly<Record<string, string>>>
> = {
  ...GEMM_FORMS,
  ...NORMALIZATION_FORMS,
  ...ELEMENTWISE_FORMS,
};

/** The family with this `op`, if there is one. */
export function findFamily(op: string): Family<Problem> | undefined {
  return FAMILIES.find((family) => family.op === op);
}

/** The family of a problem. Throws if there is none: a problem from outside is checked first, by checkProblem(). */
export function familyOf({ op }: ProblemBase): Family<Problem> {
  const family = findFamily(op);
  if (!family) throw new RangeError(`There is no family of problems "${op}".`);
  return family;
}

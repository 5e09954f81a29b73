import { ATTENTION } from './attention/family.ts';
import { CONVOLUTION } from './convolution/family.ts';
import { type CustomDefinition, type CustomProblem, definitionIn } from './custom/definition.ts';
import { customFamily } from './custom/family.ts';
import { ELEMENTWISE } from './elementwise/family.ts';
import { ELEMENTWISE_FORMS } from './elementwise/name.ts';
import type { Family } from './family.ts';
import { GEMM } from './gemm/family.ts';
import { GEMM_FORMS } from './gemm/name.ts';
import type { Issue } from './issue.ts';
import { NORMALIZATION } from './normalization/family.ts';
import { NORMALIZATION_FORMS } from './normalization/names.ts';
import type { ProblemBase } from './problem.ts';
import { QGEMM } from './qgemm/family.ts';
import { TRANSFORMER } from './transformer/family.ts';

/** Every kind of problem that kernels are generated for, in the order of menus. */
const ALL = [GEMM, QGEMM, ATTENTION, TRANSFORMER, CONVOLUTION, NORMALIZATION, ELEMENTWISE] as const;

type ProblemOf<F> = F extends Family<infer P> ? P : never;

/** What is computed. */
export type Problem = ProblemOf<(typeof ALL)[number]> | CustomProblem;

export const FAMILIES: readonly Family<Problem>[] = ALL;

/** Forms of a family that have names of their own, with the fields that they fix: hgemm, layernorm. */
export const FORMS: Readonly<
  Record<string, { readonly op: Problem['op'] } & Readonly<Record<string, string>>>
> = {
  ...GEMM_FORMS,
  ...NORMALIZATION_FORMS,
  ...ELEMENTWISE_FORMS,
};

/** Families of custom problems that were derived lately: a run asks for its own again and again. */
const DERIVED = new Map<string, Family<Problem>>();
const MOST_DERIVED = 32;

/**
 * The family with this `op`; or why there is none. A custom problem has its definition in its `op`, whose shape was
 * checked where it came from outside, and a family of its own, which follows from that.
 */
export function readFamily(op: string): { family: Family<Problem> } | { issues: Issue[] } {
  const known = FAMILIES.find((family) => family.op === op) ?? DERIVED.get(op);
  if (known) return { family: known };
  const definition = definitionIn(op);
  if (!definition) {
    const expected = FAMILIES.map((family) => family.op).join(', ');
    return { issues: [{ parameter: 'op', value: op, expected }] };
  }
  const derived = customFamily(definition as CustomDefinition);
  if ('issues' in derived) return derived;
  const [oldest] = DERIVED.keys();
  if (DERIVED.size >= MOST_DERIVED && oldest !== undefined) DERIVED.delete(oldest);
  const family = derived.family as Family<ProblemBase> as Family<Problem>;
  DERIVED.set(op, family);
  return { family };
}

/** The family with this `op`, if there is one. */
export function findFamily(op: string): Family<Problem> | undefined {
  const read = readFamily(op);
  return 'family' in read ? read.family : undefined;
}

/** The family of a problem. Throws if there is none: a problem from outside is checked first, by checkProblem(). */
export function familyOf({ op }: ProblemBase): Family<Problem> {
  const family = findFamily(op);
  if (!family) throw new RangeError(`There is no family of problems "${op}".`);
  return family;
}

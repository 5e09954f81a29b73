import type { Problem } from './families.ts';
import { generate } from './generate.ts';
import { parseVariant } from './names.ts';
import type { Configuration } from './parameter.ts';
import { sizeClassOf } from './size-class.ts';
import type { Target } from './target.ts';

/** Defaults that were tuned on a device: by sizeClassOf(), then by the contender, the parameters that replace ours. */
export type AdoptedDefaults = Readonly<Record<string, Readonly<Record<string, Configuration>>>>;

/** The defaults that were adopted for a contender at a problem; null if none were, or its name has parameters. */
export function adoptedFor(name: string, problem: Problem, adopted: AdoptedDefaults): Configuration | null {
  const { id, overrides } = parseVariant(name);
  if (Object.keys(overrides).length > 0) return null;
  const own = adopted[sizeClassOf(problem)];
  return own && Object.hasOwn(own, id) ? (own[id] as Configuration) : null;
}

/**
 * Generates a contender's program with the defaults of a device. Adopted ones that this version refuses, because a
 * parameter is not what it was, are passed over. The one place where they are used.
 */
export function generateWith(
  adopted: AdoptedDefaults,
  name: string,
  problem: Problem,
  target: Target,
): ReturnType<typeof generate> {
  const own = adoptedFor(name, problem, adopted);
  const tuned = own && generate(name, problem, own, target);
  return tuned && 'program' in tuned ? tuned : generate(name, problem, {}, target);
}

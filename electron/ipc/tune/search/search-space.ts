// The configurations of a contender that a tuning may try, from the contender's own table of parameters.
import {
  type Configuration,
  generate,
  type Issue,
  inTableOrder,
  type ParameterValue,
  type Problem,
  parseVariant,
  type Target,
} from '../../../../kernels/index.ts';
import { hashOfText } from '../../programs/keep-program.ts';
import type { Random } from '../../random.ts';
import { tunedParameters } from '../tuned-parameters.ts';

/** Most parameters that a random move changes. */
const MOST_CHANGES = 3;

/**
 * A variant that can be measured, or why it cannot. Variants of a contender with equal keys have equal programs: many
 * parameters matter to some problems only.
 */
export type Candidate =
  | { readonly configuration: Configuration; readonly key: string }
  | { readonly issue: Issue };

/**
 * A variant's complete configuration at the first of the problems that it has to solve, or the first thing that is wrong
 * with it at any.
 */
export function candidateOf(name: string, problems: readonly Problem[], target: Target): Candidate {
  const generated = problems.map((problem) => generate(name, problem, {}, target));
  const refused = generated.find((one) => 'issues' in one);
  if (refused) return { issue: refused.issues[0] as Issue };
  const made = generated.filter((one) => 'program' in one);
  const programs = made.map(({ program: { passes, buffers } }) => [passes, buffers]);
  return { configuration: made[0]?.configuration ?? {}, key: hashOfText(JSON.stringify(programs)) };
}

/** The default configuration with each other value of each parameter, one at a time, in the table's order. */
export function neighboursOf(contender: string, defaults: Configuration): string[] {
  return Object.entries(tunedParameters(contender)).flatMap(([name, { choices }]) =>
    choices.filter((value) => value !== defaults[name]).map((value) => named(contender, { [name]: value })),
  );
}

/** How often a random move is each of these. */
const MOVES = { joined: 0.25, changed: 0.45, simplified: 0.15 } as const;

/**
 * A random variant of a contender, most often near its leaders: two of them in one, one of them with one to three
 * values changed, or with one less, or any combination at all.
 * @param leaders the contender's fastest variants so far, perhaps with its default, which has no parameters
 */
export function randomVariant(contender: string, leaders: readonly string[], random: Random): string {
  const table = tunedParameters(contender);
  const names = Object.keys(table);
  const pick = <T>(items: readonly T[]) => items[random.below(items.length)] as T;
  const leader = () => (leaders.length > 0 ? parseVariant(pick(leaders)).overrides : {});
  const anyOf = (chosen: readonly string[]) =>
    Object.fromEntries(chosen.map((name) => [name, pick(table[name]?.choices ?? []) as ParameterValue]));
  if (names.length === 0) return contender;
  let move = random.unit();
  if (move < MOVES.joined) return named(contender, { ...leader(), ...leader() });
  move -= MOVES.joined;
  if (move < MOVES.changed) {
    const chosen = Array.from({ length: 1 + random.below(MOST_CHANGES) }, () => pick(names));
    return named(contender, { ...leader(), ...anyOf(chosen) });
  }
  if (move - MOVES.changed > MOVES.simplified) return named(contender, anyOf(names));
  const entries = Object.entries(leader());
  entries.splice(random.below(entries.length), 1);
  return named(contender, Object.fromEntries(entries));
}

/** A variant without the parameters that change nothing: its programs are the same without them. */
export function withoutNeedless(name: string, problems: readonly Problem[], target: Target): string {
  const keyOf = (variant: string) => {
    const found = candidateOf(variant, problems, target);
    return 'issue' in found ? null : found.key;
  };
  const { id, overrides } = parseVariant(name);
  const wanted = keyOf(name);
  return Object.keys(overrides).reduce((kept, parameter) => {
    const { [parameter]: _, ...less } = parseVariant(kept).overrides;
    const shorter = named(id, less);
    return keyOf(shorter) === wanted ? shorter : kept;
  }, name);
}

function named(id: string, overrides: Configuration): string {
  return inTableOrder({ id, overrides });
}

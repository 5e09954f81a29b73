// The configurations of a contender that a tuning may try, from the contender's own table of parameters.
import {
  type Configuration,
  generate,
  type Issue,
  inTableOrder,
  LAUNCH_PARAMETERS,
  type ParameterTable,
  type ParameterValue,
  type Problem,
  parametersOf,
  parseVariant,
  type Target,
} from '../../../kernels/index.ts';
import { canonicalJson } from '../programs/canonical-json.ts';
import type { Random } from '../random.ts';

/** Most parameters that a random move changes. */
const MOST_CHANGES = 3;

/** A variant that can be measured, or why it cannot. */
export type Candidate = { readonly configurations: readonly Configuration[] } | { readonly issue: Issue };

/** The parameters that are tuned, with a choice: all but those of the launch, which change how a sample is encoded. */
export function tunedParameters(contender: string): ParameterTable {
  const isTuned = ([name, { choices }]: [string, ParameterTable[string]]) =>
    choices.length > 1 && !Object.hasOwn(LAUNCH_PARAMETERS, name);
  return Object.fromEntries(Object.entries(parametersOf(contender)).filter(isTuned));
}

/** A variant's complete configuration at each problem that it has to solve, or the first thing that is wrong with it. */
export function candidateOf(name: string, problems: readonly Problem[], target: Target): Candidate {
  const configurations: Configuration[] = [];
  for (const problem of problems) {
    const generated = generate(name, problem, {}, target);
    if ('issues' in generated) return { issue: generated.issues[0] as Issue };
    configurations.push(generated.configuration);
  }
  return { configurations };
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

/** A variant without the parameters that have the same values without being named. */
export function withoutNeedless(name: string, problems: readonly Problem[], target: Target): string {
  const key = (variant: string) => canonicalJson(candidateOf(variant, problems, target));
  const { id, overrides } = parseVariant(name);
  const wanted = key(name);
  return Object.keys(overrides).reduce((kept, parameter) => {
    const { [parameter]: _, ...less } = parseVariant(kept).overrides;
    const shorter = named(id, less);
    return key(shorter) === wanted ? shorter : kept;
  }, name);
}

function named(id: string, overrides: Configuration): string {
  return inTableOrder({ id, overrides });
}

// What a tuning measures next.
import {
  describeIssue,
  parseVariant,
  refusalOf,
  type Target,
  type TargetDevice,
} from '../../../../kernels/index.ts';
import { createRandom, type Random, shuffle } from '../../random.ts';
import { defaultsOf, type Standing, type Standings } from '../standings.ts';
import type { Refusal, TunedClass } from '../tuning.ts';
import { candidateOf, neighboursOf, randomVariant, withoutNeedless } from './search-space.ts';

/** How often a neighbour of the defaults is tried before a random variant, while there are any. */
const NEIGHBOUR_SHARE = 0.7;
/** How many of a contender's fastest variants random ones start from. */
const LEADERS = 4;
/** By how much slower a contender's best may be, as a logarithm, to be tried e times as rarely. */
const PATIENCE = 0.2;
/** So many proposals in succession that are known or refused mean that little is left to try. */
const MOST_MISSES = 400;

export interface Proposal {
  readonly candidates: readonly string[];
  readonly refused: readonly Refusal[];
}

interface Search {
  readonly contenders: readonly string[];
  readonly target: Target;
  readonly seed: number;
}

/** The contenders that solve all problems of a class on a device. */
export function contendersFor(
  contenders: readonly string[],
  { problems }: TunedClass,
  device: TargetDevice,
): string[] {
  return contenders.filter((name) => problems.every((problem) => refusalOf(name, problem, device) === null));
}

/**
 * Up to so many variants that were not tried yet: the neighbours of the defaults, and random ones near the leaders; more
 * of the contenders that are ahead. The same for the same heats and seed.
 */
export function propose(
  tuned: TunedClass,
  standings: Standings,
  count: number,
  { contenders, target, seed }: Search,
): Proposal {
  const random = createRandom(seed, `tune ${tuned.name} ${tuned.heats.length}`);
  const check = (name: string) => candidateOf(name, tuned.problems, target);
  const tried = new Set<string>();
  const keyOf = (name: string) => {
    const found = check(name);
    return 'issue' in found ? name : `${defaultsOf(name)} ${found.key}`;
  };
  const measured = [...standings.ranked, ...standings.dropped].map(({ contender }) => contender);
  for (const name of [...contenders, ...measured]) tried.add(keyOf(name));
  const neighbours = new Map(contenders.map((id) => [id, neighbourQueue(id, check(id), random)]));
  const candidates: string[] = [];
  const refused: Refusal[] = [];
  const seen = new Set<string>();
  for (let misses = 0; candidates.length < count && misses < MOST_MISSES; misses++) {
    const id = chooseContender(contenders, standings, random);
    if (id === null) break;
    const queue = neighbours.get(id) ?? [];
    const next = queue.length > 0 && random.unit() < NEIGHBOUR_SHARE ? queue.pop() : undefined;
    const name = next ?? randomVariant(id, leadersOf(id, standings), random);
    if (seen.has(name)) continue;
    seen.add(name);
    const found = check(name);
    if ('issue' in found) {
      const { parameter } = found.issue;
      refused.push({ parameter, contenders: [name], reason: describeIssue(found.issue) });
      continue;
    }
    const key = keyOf(name);
    if (tried.has(key)) continue;
    tried.add(key);
    candidates.push(withoutNeedless(name, tuned.problems, target));
    misses = 0;
  }
  return { candidates, refused: joinRefusals([], refused) };
}

/** Refusals by parameter, each configuration once. */
export function joinRefusals(one: readonly Refusal[], other: readonly Refusal[]): Refusal[] {
  return [...Map.groupBy([...one, ...other], ({ parameter }) => parameter)].map(([parameter, own]) => ({
    parameter,
    contenders: [...new Set(own.flatMap(({ contenders }) => contenders))],
    reason: own[0]?.reason ?? '',
  }));
}

function neighbourQueue(id: string, defaults: ReturnType<typeof candidateOf>, random: Random): string[] {
  return 'issue' in defaults ? [] : shuffle(neighboursOf(id, defaults.configuration), random);
}

/** The best standing of a contender's variants and defaults. */
export function bestOf(id: string, { ranked }: Standings): Standing | undefined {
  return ranked.find(({ contender }) => defaultsOf(contender) === id);
}

/** A contender at random: one whose best is far behind is rarely worth a try. */
function chooseContender(contenders: readonly string[], standings: Standings, random: Random): string | null {
  const best = standings.ranked[0]?.log.value ?? 0;
  const weights = contenders.flatMap((id) => {
    const own = bestOf(id, standings);
    return own ? [{ id, weight: Math.exp((best - own.log.value) / PATIENCE) }] : [];
  });
  let left = random.unit() * weights.reduce((total, { weight }) => total + weight, 0);
  for (const { id, weight } of weights) {
    left -= weight;
    if (left <= 0) return id;
  }
  return weights.at(-1)?.id ?? null;
}

function leadersOf(id: string, { ranked }: Standings): string[] {
  return ranked
    .filter(({ contender }) => parseVariant(contender).id === id)
    .slice(0, LEADERS)
    .map(({ contender }) => contender);
}

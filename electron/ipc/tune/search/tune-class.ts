// A class of sizes' part of a tuning.
import { inTableOrder, targetOf } from '../../../../kernels/index.ts';
import type { Environment, Run } from '../../types.ts';
import { finalistsOf, finalOf, type NoiseOf } from '../final.ts';
import { defaultsOf, isDefault, type Standings, standingsOf } from '../standings.ts';
import type { Refusal, TunedClass, Tuning } from '../tuning.ts';
import { newHeat } from './new-heat.ts';
import { contendersFor, propose } from './propose.ts';

/** What is kept of a class's time for its final. */
const FINAL_SHARE = 0.3;
/** Candidates of a heat: at least so many are worth a heat, and with more, leaders come too late to be built on. */
const CANDIDATES = { least: 3, most: 20, first: 8 } as const;
/** Of earlier heats, so many variants race along, which tells a lucky one from a fast one. */
const LEADERS_ALONG = 2;

export interface TuningTools {
  readonly environment: Environment;
  readonly noiseOf: NoiseOf;
  /** Measures a heat and keeps it; it ends early if that is asked for. Returns it as it is then. */
  measure(heat: Run): Promise<Run>;
  /** Told of configurations that cannot be generated. */
  onRefused(sizeClass: string, refused: readonly Refusal[]): void;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Whether somebody wants it to end. */
  isCancelled(): boolean;
}

/**
 * Screens variants of a class while there is time, at least one heat of them, and ends with a final if any is promising.
 * The first heat of all is that of the defaults.
 * @param current the class with all its heats so far
 */
export async function tuneClass(
  tuning: Tuning,
  current: () => TunedClass,
  shareMs: number,
  tools: TuningTools,
): Promise<void> {
  const { environment, now, isCancelled, measure } = tools;
  const { device } = environment;
  const { name, problems } = current();
  const contenders = contendersFor(tuning.contenders, current(), device);
  if (contenders.length === 0) return;
  const end = now() + shareMs;
  let cellMs: number | null = null;
  let screens = 0;
  const screen = async (along: readonly string[], more: readonly string[] = []) => {
    const before = now();
    const heat = { kind: 'screen', problems: problems.slice(0, 1), along, more } as const;
    const { cells } = await measure(newHeat(tuning, current(), environment, heat));
    cellMs = (now() - before) / cells.length;
  };
  const promising = () => {
    const standings = standingsOf(current());
    const final = finalOf(current(), standings, tools.noiseOf);
    return { standings, finalists: finalistsOf(standings, final) };
  };

  if (standingsOf(current()).reference === null)
    await screen([...contenders, ...adoptedVariants(tuning, name, contenders)]);
  while (!isCancelled()) {
    const { standings, finalists } = promising();
    // Without the defaults there is nothing to be faster than, and without finalists no final to keep time for.
    if (standings.reference === null) return;
    const leftMs = end - now() - (finalists.length > 0 ? FINAL_SHARE * shareMs : 0);
    const along = [standings.reference, ...leadersOf(standings)];
    const room: number = cellMs === null ? CANDIDATES.first : leftMs / cellMs - along.length;
    if (leftMs <= 0 || (room < CANDIDATES.least && screens > 0)) break;
    const count = Math.max(CANDIDATES.least, Math.min(Math.floor(room), CANDIDATES.most));
    const search = { contenders, target: targetOf(device), seed: tuning.seed };
    const { candidates, refused } = propose(current(), standings, count, search);
    tools.onRefused(name, refused);
    if (candidates.length === 0) break;
    await screen([...along, ...candidates.map(defaultsOf)], candidates);
    screens++;
  }
  const { standings, finalists } = promising();
  // A final that nothing was measured after would say the same.
  const isDone = current().heats.at(-1)?.request.heat?.kind === 'final';
  if (isCancelled() || isDone || finalists.length === 0 || standings.reference === null) return;
  const along = [standings.reference, ...finalists, ...finalists.map(defaultsOf)];
  await measure(
    newHeat(tuning, current(), environment, { kind: 'final', problems, along, budgetMs: end - now() }),
  );
}

/** The fastest variants so far. */
function leadersOf({ ranked }: Standings): string[] {
  const variants = ranked.filter(({ contender }) => !isDefault(contender));
  return variants.slice(0, LEADERS_ALONG).map(({ contender }) => contender);
}

/** The variants that were adopted earlier for a class. */
function adoptedVariants({ adopted = {} }: Tuning, name: string, contenders: readonly string[]): string[] {
  return Object.entries(adopted[name] ?? {})
    .filter(([id]) => contenders.includes(id))
    .map(([id, overrides]) => inTableOrder({ id, overrides }));
}

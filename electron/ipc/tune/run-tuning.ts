// Spends the time of a tuning: heat by heat, class by class.
import { inTableOrder, targetOf } from '../../../kernels/index.ts';
import type { Environment, Run } from '../types.ts';
import { finalistsOf, finalOf, type NoiseOf } from './final.ts';
import { type Heat, newHeat } from './new-heat.ts';
import { contendersFor, propose } from './propose.ts';
import { defaultsOf, isDefault, standingsOf } from './standings.ts';
import { classesOf, type Refusal, type TunedClass, type Tuning } from './tuning.ts';

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
 * Goes on with a tuning for so long: each class of sizes gets an equal part of the time that is left, classes without a
 * final first. The fastest defaults and the leaders race along in every heat, and a final ends each class's part.
 * Returns all its heats. Nothing is lost when it ends early, as all that it knows is in the heats.
 */
export async function runTuning(
  tuning: Tuning,
  known: readonly Run[],
  budgetMs: number,
  tools: TuningTools,
): Promise<Run[]> {
  const heats = [...known];
  const end = tools.now() + budgetMs;
  const classes = classesOf(tuning, heats).toSorted((one, other) => finals(one) - finals(other));
  for (const [index, { name }] of classes.entries()) {
    if (tools.isCancelled()) break;
    const share = Math.max(0, end - tools.now()) / (classes.length - index);
    await tuneClass(tuning, () => classNamed(name, tuning, heats), share, {
      ...tools,
      measure: async (heat) => {
        const measured = await tools.measure(heat);
        heats.push(measured);
        return measured;
      },
    });
  }
  return heats;
}

function finals({ heats }: TunedClass): number {
  return heats.filter(({ request }) => request.heat?.kind === 'final').length;
}

function classNamed(name: string, tuning: Tuning, heats: readonly Run[]): TunedClass {
  return classesOf(tuning, heats).find((one) => one.name === name) as TunedClass;
}

async function tuneClass(
  tuning: Tuning,
  current: () => TunedClass,
  shareMs: number,
  tools: TuningTools,
): Promise<void> {
  const { environment, now, isCancelled } = tools;
  const target = targetOf(environment.device);
  const contenders = contendersFor(tuning.contenders, current(), environment.device);
  const end = now() + shareMs;
  const screensEnd = end - FINAL_SHARE * shareMs;
  const measure = (heat: Heat) => tools.measure(newHeat(tuning, current(), environment, heat));
  const screen = current().problems.slice(0, 1);
  let cellMs: number | null = null;
  const measureScreen = async (along: readonly string[], more: readonly string[] = []) => {
    const before = now();
    const { cells } = await measure({ kind: 'screen', problems: screen, along, more });
    cellMs = (now() - before) / cells.length;
  };
  if (contenders.length === 0) return;
  if (standingsOf(current()).reference === null)
    await measureScreen([...contenders, ...adoptedVariants(tuning, current(), contenders)]);
  while (!isCancelled()) {
    const tuned = current();
    const standings = standingsOf(tuned);
    if (standings.reference === null) return; // no defaults are right: there is nothing to be faster than
    const leaders = standings.ranked.filter(({ contender }) => !isDefault(contender)).slice(0, LEADERS_ALONG);
    const along = [standings.reference, ...leaders.map(({ contender }) => contender)];
    const room: number = cellMs === null ? CANDIDATES.first : (screensEnd - now()) / cellMs - along.length;
    if (now() >= screensEnd || room < CANDIDATES.least) break;
    const count = Math.min(Math.floor(room), CANDIDATES.most);
    const { candidates, refused } = propose(tuned, standings, count, {
      contenders,
      target,
      seed: tuning.seed,
    });
    tools.onRefused(tuned.name, refused);
    if (candidates.length === 0) break;
    const defaults = candidates.map(defaultsOf).filter((id) => contenders.includes(id));
    await measureScreen([...along, ...defaults], candidates);
  }
  // A final that nothing was measured after would say the same.
  if (current().heats.at(-1)?.request.heat?.kind === 'final') return;
  const standings = standingsOf(current());
  const finalists = finalistsOf(standings, finalOf(current(), standings, tools.noiseOf));
  if (isCancelled() || finalists.length === 0 || standings.reference === null) return;
  const along = [standings.reference, ...finalists, ...finalists.map(defaultsOf)];
  await measure({ kind: 'final', problems: current().problems, along, budgetMs: end - now() });
}

/** The variants that were adopted earlier for a class. */
function adoptedVariants(
  { adopted = {} }: Tuning,
  { name }: TunedClass,
  contenders: readonly string[],
): string[] {
  return Object.entries(adopted[name] ?? {})
    .filter(([id]) => contenders.includes(id))
    .map(([id, overrides]) => inTableOrder({ id, overrides }));
}

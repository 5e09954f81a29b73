import { joinRefusals } from '../ipc/tune/search/propose.ts';
import { runTuning } from '../ipc/tune/search/run-tuning.ts';
import type { Tuning } from '../ipc/tune/tuning.ts';
import type { Environment, Run } from '../ipc/types.ts';
import { noiseIn } from './noise-floors.ts';
import type { RunStore } from './run-store.ts';
import { heatsOf, keepTuning } from './tunings.ts';

/** What measures the heats of a tuning, and follows it. */
export interface TuningDriver {
  /** Measures a heat that is in the store, into the store. It ends early if that is asked for. */
  measure(heat: Run): Promise<void>;
  isCancelled(): boolean;
  /** Told of each heat that is over, with the tuning and all its heats, and how much of the time is left. */
  onHeat(heat: Run, tuning: Tuning, heats: readonly Run[], leftMs: number): void;
}

/**
 * Goes on with a tuning for so long, and keeps all of it in the store as it goes: what the command line and the window
 * have in common.
 */
export async function continueTuning(
  store: RunStore,
  begun: Tuning,
  environment: Environment,
  budgetMs: number,
  { measure, isCancelled, onHeat }: TuningDriver,
): Promise<Tuning> {
  let tuning = begun;
  const now = () => performance.now();
  const start = now();
  const keep = (change: Partial<Tuning>) => {
    tuning = { ...tuning, ...change, spentMs: begun.spentMs + now() - start };
    keepTuning(store, tuning);
  };
  // With more time than its budget, that is its budget from now on.
  keep({ budgetMs: Math.max(begun.budgetMs, begun.spentMs + budgetMs) });
  const heats = heatsOf(store, tuning);
  await runTuning(tuning, heats, budgetMs, {
    environment,
    noiseOf: noiseIn(store, tuning.machine),
    now,
    isCancelled,
    onRefused: (sizeClass, refused) => {
      const known = tuning.refused[sizeClass] ?? [];
      keep({ refused: { ...tuning.refused, [sizeClass]: joinRefusals(known, refused) } });
    },
    measure: async (heat) => {
      store.add(heat);
      await measure(heat);
      keep({});
      const measured = store.run(heat.id) as Run;
      heats.push(measured);
      onHeat(measured, tuning, heats, Math.max(0, budgetMs - (now() - start)));
      return measured;
    },
  });
  keep({});
  return tuning;
}

// Spends the time of a tuning, class by class.
import type { Run } from '../../types.ts';
import { classesOf, type TunedClass, type Tuning } from '../tuning.ts';
import { type TuningTools, tuneClass } from './tune-class.ts';

/** With a smaller share of the budget left, classes are not gone through again. */
const WORTH_A_PASS = 0.15;

/**
 * Goes on with a tuning for so long: each class of sizes gets an equal part of the time that is left, those with the
 * fewest finals first, and what they leave over is for another pass. Returns all heats. Nothing is lost when it ends
 * early, as all that it knows is in the heats.
 */
export async function runTuning(
  tuning: Tuning,
  known: readonly Run[],
  budgetMs: number,
  tools: TuningTools,
): Promise<Run[]> {
  const heats = [...known];
  const end = tools.now() + budgetMs;
  const measure: TuningTools['measure'] = async (heat) => {
    const measured = await tools.measure(heat);
    heats.push(measured);
    return measured;
  };
  for (let isWorthwhile = true; isWorthwhile; ) {
    const before = heats.length;
    const classes = classesOf(tuning, heats).toSorted((one, other) => finals(one) - finals(other));
    for (const [index, { name }] of classes.entries()) {
      if (tools.isCancelled()) return heats;
      const share = Math.max(0, end - tools.now()) / (classes.length - index);
      const current = () => classesOf(tuning, heats).find((one) => one.name === name) as TunedClass;
      await tuneClass(tuning, current, share, { ...tools, measure });
    }
    isWorthwhile = heats.length > before && end - tools.now() > WORTH_A_PASS * budgetMs;
  }
  return heats;
}

function finals({ heats }: TunedClass): number {
  return heats.filter(({ request }) => request.heat?.kind === 'final').length;
}

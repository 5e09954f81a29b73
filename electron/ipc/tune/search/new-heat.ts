// The runs that a tuning consists of.
import type { Problem } from '../../../../kernels/index.ts';
import { MAX_CONTENDERS } from '../../limits.ts';
import { defaultMethod } from '../../method.ts';
import { newRun } from '../../new-run.ts';
import type { Environment, Method, Run, SweepRequest } from '../../types.ts';
import type { TunedClass, Tuning } from '../tuning.ts';

/** A final whose verdicts are unclear goes on while there is time, up to so many epochs. */
const MOST_EPOCHS = 128;

type Numbers = Pick<Method, 'epochs' | 'minSamples' | 'maxSamples' | 'maxProblemMs'>;

/** Screening tells what is worth a final; the final has the epochs that a verdict takes. */
const METHODS: Readonly<Record<'screen' | 'final', Numbers>> = {
  screen: { epochs: 3, minSamples: 12, maxSamples: 24, maxProblemMs: 1500 },
  final: { epochs: 8, minSamples: 48, maxSamples: 160, maxProblemMs: 4000 },
};

/** What a heat measures. Contenders that race along are never dropped. */
export type Heat = {
  readonly problems: readonly Problem[];
  readonly along: readonly string[];
} & (
  | { readonly kind: 'screen'; readonly more: readonly string[] }
  /** Of a final, how long it may go on while its verdicts are unclear. */
  | { readonly kind: 'final'; readonly budgetMs: number }
);

/** A heat of a class of sizes, about to start. */
export function newHeat(
  { id, name, device, seed }: Tuning,
  { name: sizeClass, heats }: TunedClass,
  environment: Environment,
  heat: Heat,
): Run {
  const { kind, problems } = heat;
  const along = [...new Set(heat.along)];
  const contenders = [...new Set([...along, ...(heat.kind === 'screen' ? heat.more : [])])];
  const request: SweepRequest = {
    device,
    problems: [...problems],
    contenders: contenders.slice(0, MAX_CONTENDERS),
    method: { ...defaultMethod(environment.device.kind), ...METHODS[kind], seed },
    heat: {
      ...{ tuning: id, sizeClass, kind, along },
      ...(heat.kind === 'final' && {
        extension: { maxEpochs: MOST_EPOCHS, budgetMs: Math.max(1, heat.budgetMs) },
      }),
    },
  };
  return newRun(`${name}: ${sizeClass}, ${kind} ${heats.length + 1}`, request, environment);
}

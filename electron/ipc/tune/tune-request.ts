// What the window may ask of the tuner, and what it is told.
import * as z from 'zod';
import { contenderOf, parseVariant } from '../../../kernels/index.ts';
import { runNameSchema, sweepRequestSchema } from '../request-schemas.ts';
import type { Adoptions } from './adoption.ts';
import { type Tuning, tuningSchema } from './tuning.ts';

const MINUTE_MS = 60_000;
/** In minutes. */
export const BUDGET_MINUTES = { min: 0.1, max: 1440, usual: 10 } as const;

export const budgetSchema = z
  .number()
  .min(BUDGET_MINUTES.min * MINUTE_MS)
  .max(BUDGET_MINUTES.max * MINUTE_MS);

/** Whether a name is that of a contender whose parameters can be tuned, and has none itself. */
export function isTunable(contender: string): boolean {
  const { id, overrides } = parseVariant(contender);
  return contenderOf(id)?.kind === 'generated' && Object.keys(overrides).length === 0;
}

export const tuneRequestSchema = z.strictObject({
  name: runNameSchema,
  ...sweepRequestSchema.pick({ device: true, problems: true }).shape,
  contenders: sweepRequestSchema.shape.contenders.refine((names) => names.every(isTunable), {
    message: 'generated contenders without parameters, which are tuned',
  }),
  seed: tuningSchema.shape.seed,
  budgetMs: budgetSchema,
});

/** A tuning that is to begin. */
export type TuneRequest = z.infer<typeof tuneRequestSchema>;

/** The tunings and adopted defaults of a store, and the machine whose devices can be tuned here. */
export interface KnownTunings {
  /** See machineId(). */
  readonly machine: string;
  /** Newest first. */
  readonly tunings: readonly Tuning[];
  readonly adopted: Adoptions;
}

/** How far the tuning that is measured has come. */
export interface TuneProgress {
  readonly tuning: string;
  readonly sizeClass: string;
  readonly kind: 'screen' | 'final';
  /** Of the tuning, from 1 on. */
  readonly heat: number;
  /** Of the heat: how many contenders it began with, and how many have not been dropped yet. */
  readonly contenders: number;
  readonly left: number;
  /** The fastest of the class after its earlier heats, and its time to that of the fastest defaults. */
  readonly leader: { readonly contender: string; readonly ratio: number } | null;
  /** Of the budget, with what earlier parts of the tuning have spent. */
  readonly spentMs: number;
  readonly budgetMs: number;
  readonly activity: string;
}

// A tuning as the store remembers it; what it measured are runs, its heats.
import * as z from 'zod';
import { type Problem, sizeClasses } from '../../../kernels/index.ts';
import { MAX_CONTENDERS, MAX_PROBLEMS } from '../limits.ts';
import { problemSchema, runIdSchema, sweepRequestSchema } from '../request-schemas.ts';
import type { Run, RunHead } from '../types.ts';

const text = z.string().max(1000);

/** Configurations that cannot be generated, by the parameter that is wrong. */
const refusalSchema = z.strictObject({
  parameter: text,
  contenders: z.array(text).min(1),
  /** What is wrong with the first: "threadgroupBytes = 40960: expected at most 32768 (…)" */
  reason: z.string(),
});

export type Refusal = z.infer<typeof refusalSchema>;

export const tuningSchema = z.strictObject({
  id: runIdSchema,
  name: text,
  /** ISO 8601. */
  startedAt: z.iso.datetime(),
  /** By its id; `machine` names which one, see noiseKey(). */
  device: text,
  machine: text,
  problems: z.array(problemSchema).min(1).max(MAX_PROBLEMS),
  contenders: z.array(text).min(1).max(MAX_CONTENDERS),
  /** What had been adopted for the device when the tuning began: it races along. */
  adopted: sweepRequestSchema.shape.adopted,
  seed: z.int().min(0).max(0xffff_ffff),
  budgetMs: z.number().min(0),
  /** Of the budget. */
  spentMs: z.number().min(0),
  /** By class of sizes. */
  refused: z.record(z.string(), z.array(refusalSchema)),
});

export type Tuning = z.infer<typeof tuningSchema>;

/** The tunings that a store remembers; those that this version cannot read are left out. */
export function readTunings(remembered: unknown): Tuning[] {
  const known = Array.isArray(remembered) ? remembered : [];
  return known.flatMap((one) => tuningSchema.safeParse(one).data ?? []);
}

/** A class of sizes in a tuning: the problems that stand for it, the first of which screens, and what was measured. */
export interface TunedClass {
  readonly name: string;
  readonly problems: readonly Problem[];
  /** Oldest first. */
  readonly heats: readonly Run[];
}

/** The classes of a tuning with their heats. */
export function classesOf({ problems }: Pick<Tuning, 'problems'>, heats: readonly Run[]): TunedClass[] {
  const sorted = heats.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
  return sizeClasses(problems).map((one) => ({
    ...one,
    heats: sorted.filter(({ request }) => request.heat?.sizeClass === one.name),
  }));
}

/** Whether a run is a heat of a tuning. */
export function isHeatOf({ id }: Pick<Tuning, 'id'>, { request }: Pick<RunHead, 'request'>): boolean {
  return request.heat?.tuning === id;
}

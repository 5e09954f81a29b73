import * as z from 'zod';
import { exactly } from '../exactly.ts';
import type { Cell, Environment } from '../types.ts';
import { classOf } from './cell-class.ts';

/** By which ratio equal cells of a class differ in 1 of 20 comparisons, less 1. */
export interface ClassFloor {
  /** Of the same run, paired by round. */
  readonly paired: number;
  /** Of two runs. */
  readonly betweenRuns: number;
  /** How many cells say so. */
  readonly cells: number;
}

/** The noise floor of a device, by the class of cells. */
export interface NoiseFloor {
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly runs: number;
  readonly classes: Readonly<Record<string, ClassFloor>>;
}

const share = z.number().min(0);
export const noiseFloorShape = {
  measuredAt: z.iso.datetime(),
  runs: z.int().min(2),
  classes: z.record(z.string(), z.strictObject({ paired: share, betweenRuns: share, cells: z.int().min(1) })),
};
const noiseFloorSchema = exactly<NoiseFloor>()(z.strictObject(noiseFloorShape));
export const noiseFloorsSchema = z.record(z.string(), noiseFloorSchema);

/** Noise floors by noiseKey(). */
export type NoiseFloors = Readonly<Record<string, NoiseFloor>>;

/** The noise floors that are known, and the machine whose devices can be measured here. */
export interface KnownNoise {
  /** See machineId(). */
  readonly machine: string;
  readonly floors: NoiseFloors;
}

/** Equal sweeps on a quiet machine of two cores had medians that differed by up to so much (coefficient of variation). */
export const UNKNOWN_BETWEEN_RUNS = 0.26;

/** What a noise floor belongs to: a device of a machine, with as many threads. */
export function noiseKey({ device, machine }: Pick<Environment, 'device' | 'machine'>): string {
  return [machine ?? 'unknown machine', device.id, device.name, device.threads ?? '-'].join(' ');
}

/** The noise floors that a store remembers; none where it holds something else. */
export function readNoiseFloors(remembered: unknown): NoiseFloors {
  const parsed = noiseFloorsSchema.safeParse(remembered ?? {});
  return parsed.success ? parsed.data : {};
}

/**
 * The noise floor of a cell: that of its class, or the largest of the classes that were measured. Where nothing was
 * measured, runs are taken for as noisy as the noisiest known, and rounds for as noisy as they are.
 */
export function floorOf(floor: NoiseFloor | undefined, kind: 'paired' | 'betweenRuns', cell: Cell): number {
  if (!floor) return kind === 'paired' ? 0 : UNKNOWN_BETWEEN_RUNS;
  const own = floor.classes[classOf(cell) ?? ''];
  return own?.[kind] ?? Math.max(0, ...Object.values(floor.classes).map((one) => one[kind]));
}

import * as z from 'zod';
import type { Environment } from '../types.ts';
import { type NoiseFloor, noiseFloorShape } from './noise-floor.ts';

/** A device's noise floor as `noise --json` writes it. */
export const noiseRecordSchema = z.strictObject({
  format: z.literal('tilescope-noise'),
  version: z.literal(1),
  device: z.strictObject({
    id: z.string(),
    name: z.string(),
    threads: z.int().min(0).nullable(),
    machine: z.string().nullable(),
  }),
  ...noiseFloorShape,
});

export type NoiseRecord = z.infer<typeof noiseRecordSchema>;

export function noiseRecord(floor: NoiseFloor, { device, machine }: Environment): NoiseRecord {
  const { id, name, threads } = device;
  return { format: 'tilescope-noise', version: 1, device: { id, name, threads, machine }, ...floor };
}

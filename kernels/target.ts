import { appleFamilyOf, type GpuFamily, type TargetDevice } from './device.ts';

/** What a configuration is tuned for: MSL on the CPU, or a family of Apple GPUs that has tables. */
export type Target = 'cpu' | Exclude<GpuFamily, 'Apple10'>;

/** Families in ascending order. */
export const TARGETS = ['cpu', 'Apple7', 'Apple8', 'Apple9'] as const satisfies readonly Target[];

/**
 * The target of a device: the newest that is no newer than its family. A GPU that is older than all tables, of another
 * maker or virtual has the oldest target; lackOf() decides which of its programs it runs.
 */
export function targetOf(device: TargetDevice): Target {
  if (device.kind === 'cpu') return 'cpu';
  const family = appleFamilyOf(device) ?? 0;
  return (
    TARGETS.findLast((target) => target !== 'cpu' && Number(target.slice('Apple'.length)) <= family) ??
    'Apple7'
  );
}

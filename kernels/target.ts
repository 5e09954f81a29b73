import { type GpuFamily, gpuFamilyOf } from './device.ts';

/** What a configuration is chosen for: MSL on the CPU, or a family of Apple GPUs that there are tables for. */
export type Target = 'cpu' | Exclude<GpuFamily, 'Apple10'>;

export const TARGETS = ['cpu', 'Apple7', 'Apple8', 'Apple9'] as const satisfies readonly Target[];

/** A family without tables, or that is not known yet, is likely newer than those that are. */
const NEWEST: Target = 'Apple9';

/** A device as far as what is generated for it depends on it. */
export interface TargetDevice {
  readonly kind: 'cpu' | 'gpu';
  readonly name: string;
  /** What Metal says of a GPU; missing in runs of versions that did not ask. */
  readonly gpu?: { readonly family: string | null } | null;
}

/** What programs for a device are generated for: the family that it reports, or the one of its name. */
export function targetOf({ kind, name, gpu }: TargetDevice): Target {
  if (kind === 'cpu') return 'cpu';
  const family = gpu?.family ?? gpuFamilyOf(name);
  return TARGETS.find((target) => target === family) ?? NEWEST;
}

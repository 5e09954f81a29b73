import { type GpuFamily, gpuFamilyOf } from './device.ts';

/** What a configuration is tuned for: MSL on the CPU, or a family of Apple GPUs that has tables. */
export type Target = 'cpu' | Exclude<GpuFamily, 'Apple10'>;

export const TARGETS = ['cpu', 'Apple7', 'Apple8', 'Apple9'] as const satisfies readonly Target[];

/** For a family that has no tables or is unknown: it is probably newer than the others. */
const NEWEST: Target = 'Apple9';

/** The properties of a device that its programs depend on. */
export interface TargetDevice {
  readonly kind: 'cpu' | 'gpu';
  readonly name: string;
  /** What Metal reports for a GPU; missing in runs of versions that did not record it. */
  readonly gpu?: { readonly family: string | null } | null;
}

/** The target of a device: the family that it reports, or else that of its name. */
export function targetOf({ kind, name, gpu }: TargetDevice): Target {
  if (kind === 'cpu') return 'cpu';
  const family = gpu?.family ?? gpuFamilyOf(name);
  return TARGETS.find((target) => target === family) ?? NEWEST;
}

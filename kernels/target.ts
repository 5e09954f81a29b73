import { type GpuFamily, gpuFamilyOf } from './device.ts';

/** What a configuration is chosen for: MSL on the CPU, or a family of Apple GPUs. */
export type Target = 'cpu' | GpuFamily;

export const TARGETS = ['cpu', 'Apple7', 'Apple8', 'Apple9'] as const satisfies readonly Target[];

/** A chip that is not known yet is likely newer than those that are. */
const NEWEST: GpuFamily = 'Apple9';

/** What programs for a device are generated for. */
export function targetOf({ kind, name }: { readonly kind: 'cpu' | 'gpu'; readonly name: string }): Target {
  return kind === 'cpu' ? 'cpu' : (gpuFamilyOf(name) ?? NEWEST);
}

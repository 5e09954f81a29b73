import type { GpuFamily } from './device.ts';

/** What a configuration is chosen for: MSL on the CPU, or a family of Apple GPUs. */
export type Target = 'cpu' | GpuFamily;

import { formatBytes } from './figures.ts';
import type { GpuInfo } from './types.ts';

const UNKNOWN = 'unknown';

/** What Metal and the system say of a GPU, for people: what they do not say is unknown. */
export function gpuFacts(gpu: GpuInfo): [name: string, value: string][] {
  return [
    ['family', gpu.family ?? UNKNOWN],
    ['Metal', gpu.metal?.replace(/^Metal /, '') ?? UNKNOWN],
    ['cores', gpu.coreCount === null ? UNKNOWN : String(gpu.coreCount)],
    ['unified memory', gpu.unifiedMemory ? 'yes' : 'no'],
    ['working set', formatBytes(gpu.workingSetBytes)],
    ['OS build', gpu.osBuild ?? UNKNOWN],
    ['counter sampling', gpu.counterSampling ? 'yes' : 'not available here'],
  ];
}

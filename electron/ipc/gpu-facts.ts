import type { GpuDescription } from '../../native/types.ts';

const UNKNOWN = 'unknown';
const GIB = 2 ** 30;

/** What Metal and the system report about a GPU, for people. */
export function gpuFacts(gpu: GpuDescription): [name: string, value: string][] {
  return [
    ['family', gpu.family ?? UNKNOWN],
    ['Metal', gpu.metal?.replace(/^Metal /, '') ?? UNKNOWN],
    ['cores', gpu.coreCount === null ? UNKNOWN : String(gpu.coreCount)],
    ['unified memory', gpu.unifiedMemory ? 'yes' : 'no'],
    ['working set', `${(gpu.workingSetBytes / GIB).toFixed(1)} GiB`],
    ['OS build', gpu.osBuild ?? UNKNOWN],
    ['counter sampling', gpu.counterSampling ? 'yes' : 'not available here'],
  ];
}

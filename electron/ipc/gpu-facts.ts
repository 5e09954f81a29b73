import { tensorUnitsOf } from '../../kernels/index.ts';
import type { GpuDescription } from '../../native/types.ts';
import { formatBytes } from './figures.ts';

const UNKNOWN = 'unknown';

/** What Metal and the system report about a GPU, for people. */
export function gpuFacts(gpu: GpuDescription): [name: string, value: string][] {
  return [
    ['family', gpu.family ?? UNKNOWN],
    ['Metal', gpu.metal?.replace(/^Metal /, '') ?? UNKNOWN],
    ['cores', gpu.coreCount === null ? UNKNOWN : String(gpu.coreCount)],
    ['unified memory', gpu.unifiedMemory ? 'yes' : 'no'],
    ['working set', formatBytes(gpu.workingSetBytes)],
    ['OS build', gpu.osBuild ?? UNKNOWN],
    ['counter sampling', gpu.counterSampling ? 'yes' : 'not available here'],
    ['indirect encoding', gpu.indirectEncoding === false ? 'not available here' : 'yes'],
    ['tensor operations', tensorsText(gpu)],
  ];
}

function tensorsText(gpu: GpuDescription): string {
  const { tensorsNeed, bfloatTensorsNeed } = gpu;
  if (tensorsNeed === undefined) return UNKNOWN;
  if (tensorsNeed !== null) return `not available here: they need ${tensorsNeed}`;
  const units = tensorUnitsOf({ name: '', gpu })?.label ?? 'yes';
  return bfloatTensorsNeed ? `${units}; for bf16 they need ${bfloatTensorsNeed}` : units;
}

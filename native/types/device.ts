/** Devices and the conditions they run under. */

export interface NativeDevice {
  /** 'cpu'; 'metal' for the system's default GPU; 'metal-2', 'metal-3', … for the others. */
  id: string;
  name: string;
  kind: 'cpu' | 'gpu';
  threads: number | null;
  simdWidth: number;
  maxThreadsPerThreadgroup: number;
  maxThreadgroupBytes: number;
  /** Null for the CPU. */
  gpu: GpuDescription | null;
}

/** What Metal and the system report about a GPU. */
export interface GpuDescription {
  /** The newest supported family, such as 'Apple9'; null for GPUs of other makers. */
  family: string | null;
  /** 'Metal 3' or 'Metal 4', whichever is newer; null if it supports neither. */
  metal: string | null;
  unifiedMemory: boolean;
  /** recommendedMaxWorkingSetSize. */
  workingSetBytes: number;
  /** From the IORegistry; null if it is not listed there. */
  coreCount: number | null;
  /** For example "24A335"; null if the system does not report it. */
  osBuild: string | null;
  /** Whether encoder timestamps were probed and came back nonzero. */
  counterSampling: boolean;
  /** Whether an indirect command buffer was probed and did its work. */
  indirectEncoding: boolean;
  /**
   * What kernels with Metal 4's tensor operations need that is missing here: "macOS 26 or later"; null if a small one was
   * compiled. Missing in runs of versions that did not try.
   */
  tensorsNeed?: string | null;
  /** The same of products of bfloat, which are newer: "macOS 26.1 or later". */
  bfloatTensorsNeed?: string | null;
  /** maximumConcurrentCompilationTaskCount; null before macOS 13.3, which does not report it. */
  concurrentCompilations: number | null;
}

/** The conditions of a measurement; null if the system does not report them. */
export interface Conditions {
  thermalState: 'nominal' | 'fair' | 'serious' | 'critical' | null;
  lowPowerMode: boolean | null;
  powerSource: 'mains' | 'battery' | 'ups' | null;
}

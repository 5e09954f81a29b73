/** A figure about hardware, and where it comes from. */
interface Sourced<T> {
  readonly value: T;
  readonly source: string;
}

const FEATURE_SET_TABLES = 'Metal feature set tables: the same for Apple families 4 to 9';
const METAL_BENCHMARKS = 'github.com/philipturner/metal-benchmarks, measured on M1 and M2';
const REPORTED = 'github.com/philipturner/applegpuinfo; clock as reported';

/** What every device that kernels are generated for allows. The CPU device keeps to the same limits. */
export const DEVICE_LIMITS = {
  threadsPerThreadgroup: { value: 1024, source: FEATURE_SET_TABLES },
  threadgroupBytes: { value: 32 * 1024, source: FEATURE_SET_TABLES },
  /** Lanes of a SIMD-group. */
  simdWidth: { value: 32, source: FEATURE_SET_TABLES },
} as const satisfies Record<string, Sourced<number>>;

/** Single-precision fused multiply-adds that one GPU core starts in a cycle, by family. */
const FMA_PER_CORE_CYCLE = {
  Apple7: { value: 128, source: METAL_BENCHMARKS },
  Apple8: { value: 128, source: METAL_BENCHMARKS },
  Apple9: { value: 128, source: 'taken to be that of Apple8: not measured' },
} as const satisfies Record<string, Sourced<number>>;

export type GpuFamily = keyof typeof FMA_PER_CORE_CYCLE;

interface Chip {
  readonly family: GpuFamily;
  /** GPU cores of the full chip; null where it is sold with several numbers and none is the usual one. */
  readonly cores: number | null;
  readonly clockGhz: number;
  readonly bandwidthGBps: number;
  readonly source: string;
}

/** By the name that Metal gives the device. */
const CHIPS: Readonly<Record<string, Chip>> = {
  'Apple M1': { family: 'Apple7', cores: 8, clockGhz: 1.278, bandwidthGBps: 68, source: METAL_BENCHMARKS },
  'Apple M1 Pro': {
    family: 'Apple7',
    cores: 16,
    clockGhz: 1.296,
    bandwidthGBps: 205,
    source: METAL_BENCHMARKS,
  },
  'Apple M1 Max': {
    family: 'Apple7',
    cores: 32,
    clockGhz: 1.296,
    bandwidthGBps: 410,
    source: METAL_BENCHMARKS,
  },
  'Apple M1 Ultra': {
    family: 'Apple7',
    cores: 64,
    clockGhz: 1.296,
    bandwidthGBps: 819,
    source: METAL_BENCHMARKS,
  },
  'Apple M2': { family: 'Apple8', cores: 10, clockGhz: 1.398, bandwidthGBps: 102, source: METAL_BENCHMARKS },
  'Apple M2 Pro': {
    family: 'Apple8',
    cores: 19,
    clockGhz: 1.398,
    bandwidthGBps: 205,
    source: METAL_BENCHMARKS,
  },
  'Apple M2 Max': {
    family: 'Apple8',
    cores: 38,
    clockGhz: 1.398,
    bandwidthGBps: 410,
    source: METAL_BENCHMARKS,
  },
  'Apple M3': { family: 'Apple9', cores: null, clockGhz: 1.4, bandwidthGBps: 102, source: REPORTED },
  'Apple M4': { family: 'Apple9', cores: 10, clockGhz: 1.47, bandwidthGBps: 120, source: REPORTED },
};

/** The family of a GPU by the name that Metal gives it; null for one that the table does not have. */
export function gpuFamilyOf(deviceName: string): GpuFamily | null {
  return (Object.hasOwn(CHIPS, deviceName) && CHIPS[deviceName]?.family) || null;
}

/** The ceilings of a device. */
export interface DeviceRoof {
  /** Single precision, a multiply-add counted as two; null when the number of cores is not known. */
  readonly gflops: number | null;
  readonly bandwidthGBps: number;
  readonly source: string;
}

/**
 * The roof of an Apple GPU by the name that Metal gives it, e.g. "Apple M2 Max"; null for a device that the table
 * does not have, whose roof is to be measured.
 * @param cores GPU cores where they are known: chips are also sold with fewer than the full number
 */
export function roofOf(deviceName: string, cores?: number): DeviceRoof | null {
  const chip = Object.hasOwn(CHIPS, deviceName) ? CHIPS[deviceName] : undefined;
  if (!chip) return null;
  const rate = FMA_PER_CORE_CYCLE[chip.family];
  const count = cores ?? chip.cores;
  return {
    gflops: count === null ? null : 2 * rate.value * count * chip.clockGhz,
    bandwidthGBps: chip.bandwidthGBps,
    source: `${chip.source}; ${rate.value} FMA per core and cycle: ${rate.source}`,
  };
}

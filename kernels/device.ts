/** A figure about hardware, and where it comes from. */
interface Sourced<T> {
  readonly value: T;
  readonly source: string;
}

const FEATURE_SET_TABLES = 'Metal feature set tables: the same for Apple families 4 to 9';
const METAL_BENCHMARKS = 'github.com/philipturner/metal-benchmarks, measured on M1 and M2';
const REPORTED = 'github.com/philipturner/applegpuinfo; clock as reported';
const APPLE = 'Apple’s announcement of the chip, which gives no clock';

/** Limits of every device that kernels are generated for. The CPU device keeps to them, too. */
export const DEVICE_LIMITS = {
  threadsPerThreadgroup: { value: 1024, source: FEATURE_SET_TABLES },
  threadgroupBytes: { value: 32 * 1024, source: FEATURE_SET_TABLES },
  /** Lanes of a SIMD-group. */
  simdWidth: { value: 32, source: FEATURE_SET_TABLES },
} as const satisfies Record<string, Sourced<number>>;

/** Fused multiply-adds that one GPU core starts per cycle, in single and in half precision, by family. */
const FMA_PER_CORE_CYCLE = {
  Apple7: { single: 128, half: 128, source: METAL_BENCHMARKS },
  Apple8: { single: 128, half: 128, source: METAL_BENCHMARKS },
  Apple9: { single: 128, half: 128, source: 'assumed to be that of Apple8, not measured' },
  Apple10: {
    single: 128,
    half: 128,
    source: 'assumed to be that of Apple8 without matrix units, not measured',
  },
} as const;

export type GpuFamily = keyof typeof FMA_PER_CORE_CYCLE;

/** The first Apple family whose cores have matrix units in addition to the units that FMA_PER_CORE_CYCLE counts. */
const FIRST_WITH_MATRIX_UNITS = 10;

interface Chip {
  readonly family: GpuFamily;
  /** GPU cores of the full chip; null if it is sold with several numbers of cores and none is typical. */
  readonly cores: number | null;
  /** Null if nobody has measured or reported it. */
  readonly clockGhz: number | null;
  readonly bandwidthGBps: number;
  /** The cache that the whole chip shares; null if unknown. */
  readonly systemCacheMB: number | null;
  readonly source: string;
}

type ChipRow = readonly [
  cores: Chip['cores'],
  clockGhz: Chip['clockGhz'],
  bandwidthGBps: number,
  systemCacheMB: Chip['systemCacheMB'],
];

function chip(family: GpuFamily, source: string, row: ChipRow): Chip {
  const [cores, clockGhz, bandwidthGBps, systemCacheMB] = row;
  return { family, cores, clockGhz, bandwidthGBps, systemCacheMB, source };
}

/** By Metal's name for the device: cores, clock in GHz, bandwidth in GB/s, system cache in MB. */
const CHIPS: Readonly<Record<string, Chip>> = {
  'Apple M1': chip('Apple7', METAL_BENCHMARKS, [8, 1.278, 68, 8]),
  'Apple M1 Pro': chip('Apple7', METAL_BENCHMARKS, [16, 1.296, 205, 24]),
  'Apple M1 Max': chip('Apple7', METAL_BENCHMARKS, [32, 1.296, 410, 48]),
  'Apple M1 Ultra': chip('Apple7', METAL_BENCHMARKS, [64, 1.296, 819, 96]),
  'Apple M2': chip('Apple8', METAL_BENCHMARKS, [10, 1.398, 102, 8]),
  'Apple M2 Pro': chip('Apple8', METAL_BENCHMARKS, [19, 1.398, 205, 24]),
  'Apple M2 Max': chip('Apple8', METAL_BENCHMARKS, [38, 1.398, 410, 48]),
  'Apple M3': chip('Apple9', REPORTED, [null, 1.4, 102, null]),
  'Apple M4': chip('Apple9', REPORTED, [10, 1.47, 120, null]),
  'Apple M5': chip('Apple10', APPLE, [10, null, 153, null]),
};

function chipOf(deviceName: string): Chip | undefined {
  return Object.hasOwn(CHIPS, deviceName) ? CHIPS[deviceName] : undefined;
}

/** The family of a GPU, by Metal's name for it; null if it is not in the table. */
export function gpuFamilyOf(deviceName: string): GpuFamily | null {
  return chipOf(deviceName)?.family ?? null;
}

/** The properties of a device that its programs depend on. */
export interface TargetDevice {
  readonly kind: 'cpu' | 'gpu';
  readonly name: string;
  /** Lanes of a SIMD-group. */
  readonly simdWidth?: number;
  /** What Metal reports for a GPU; missing in runs of versions that did not record it. */
  readonly gpu?: {
    readonly family: string | null;
    readonly metal?: string | null;
    /** What tensor operations need there and do not find; null if they compile. */
    readonly tensorsNeed?: string | null;
    /** The same of those that multiply bf16. */
    readonly bfloatTensorsNeed?: string | null;
  } | null;
}

/** 9 for a GPU of Apple9, by the family that it reports or else by its name; null if it belongs to no Apple family. */
export function appleFamilyOf({ name, gpu }: Pick<TargetDevice, 'name' | 'gpu'>): number | null {
  const [, number] = /^Apple(\d+)$/.exec(gpu?.family ?? gpuFamilyOf(name) ?? '') ?? [];
  return number === undefined ? null : Number(number);
}

/** Whether a device has units that a roof of multiply-adds does not count. */
export function hasMatrixUnits(device: Pick<TargetDevice, 'name' | 'gpu'>): boolean {
  return (appleFamilyOf(device) ?? 0) >= FIRST_WITH_MATRIX_UNITS;
}

/**
 * Which units of a GPU run tensor operations. On those without matrix units, llama.cpp measured an M2 Ultra to be some 5 %
 * slower with them than with SIMD-group matrices, and an M4 to be as fast (ggml-metal-device.m).
 */
const TENSOR_UNITS = {
  matrix: {
    units: 'matrix',
    label: 'on the matrix units',
    note: 'Tensor operations run on the matrix units of this GPU',
  },
  vector: {
    units: 'vector',
    label: 'on the vector units (ALU)',
    note: 'Tensor operations run on the vector units (ALU) of this GPU, no faster than SIMD-group matrices',
  },
} as const;

/** Which units of a GPU run tensor operations where they compile, for people; null for a GPU of no Apple family. */
export function tensorUnitsOf(device: Pick<TargetDevice, 'name' | 'gpu'>) {
  if (appleFamilyOf(device) === null) return null;
  return TENSOR_UNITS[hasMatrixUnits(device) ? 'matrix' : 'vector'];
}

/** Whether a GPU is that of a virtual machine: Apple's is named "Apple Paravirtual device". */
export function isVirtualGpu({ kind, name }: Pick<TargetDevice, 'kind' | 'name'>): boolean {
  return kind === 'gpu' && /paravirtual/i.test(name);
}

/** The size of the last cache before memory, in bytes; null if it is not in the table. */
export function systemCacheOf(deviceName: string): Sourced<number> | null {
  const found = chipOf(deviceName);
  if (!found?.systemCacheMB) return null;
  return { value: found.systemCacheMB * 1e6, source: found.source };
}

/** The ceilings of a device. */
interface DeviceRoof {
  /** A multiply-add counts as two. Null if the number of cores or the clock is unknown. */
  readonly gflops: number | null;
  /** The same in half precision. */
  readonly halfGflops: number | null;
  readonly bandwidthGBps: number;
  readonly source: string;
}

/**
 * The roof of an Apple GPU, by Metal's name for it: "Apple M2 Max". Null for a device that is not in the table; its
 * roof has to be measured.
 * @param cores the number of GPU cores if known: some chips are sold with fewer than the full number
 */
export function roofOf(deviceName: string, cores: number | null = null): DeviceRoof | null {
  const found = chipOf(deviceName);
  if (!found) return null;
  const { single, half, source } = FMA_PER_CORE_CYCLE[found.family];
  const count = cores ?? found.cores;
  const cycles = count === null || found.clockGhz === null ? null : count * found.clockGhz;
  return {
    gflops: cycles && 2 * single * cycles,
    halfGflops: cycles && 2 * half * cycles,
    bandwidthGBps: found.bandwidthGBps,
    source:
      `${found.source}; ${single} FMA per core and cycle: ${source}` +
      (count === null ? '' : `; ${count} cores${cores === null ? ' of the full chip' : ''}`),
  };
}

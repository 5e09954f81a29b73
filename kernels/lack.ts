import { contenderOf } from './catalog.ts';
import { appleFamilyOf, DEVICE_LIMITS, isVirtualGpu, type TargetDevice } from './device.ts';
import { familyOf, type Problem } from './families.ts';
import type { SimdgroupUse } from './simdgroup-use.ts';

/** A feature that some GPUs lack. */
interface Feature {
  readonly label: string;
  /** The first Apple family that has it. */
  readonly sinceFamily: number;
  /** Whether Metal 3 implies it on other GPUs: those of AMD and Intel in Macs. */
  readonly inMetal3: boolean;
  /** Where the device says what its system lacks for it. */
  readonly reportedAs?: 'tensorsNeed' | 'bfloatTensorsNeed';
  readonly source: string;
}

const TABLES = 'Metal feature set tables, SIMD-scoped operations, which agree with what llama.cpp asks for';

const FEATURES = {
  tensors: {
    label: 'tensor operations',
    sinceFamily: 7,
    inMetal3: false,
    reportedAs: 'tensorsNeed',
    source: 'Metal feature set tables of May 2026: Apple7 and later support Metal 4',
  },
  bfloatTensors: {
    label: 'tensor operations over bf16',
    sinceFamily: 7,
    inMetal3: false,
    reportedAs: 'bfloatTensorsNeed',
    source: 'MetalPerformancePrimitives: matmul2d multiplies bfloat since macOS 26.1',
  },
  matrices: { label: 'SIMD-group matrices', sinceFamily: 7, inMetal3: false, source: TABLES },
  reductions: { label: 'SIMD-group reductions', sinceFamily: 7, inMetal3: true, source: TABLES },
  bfloat: {
    label: 'bfloat',
    sinceFamily: 6,
    inMetal3: true,
    source: 'llama.cpp, ggml-metal-device.m: Metal 3 or Apple6',
  },
} as const satisfies Record<string, Feature>;

/**
 * What a contender needs and a GPU lacks: "needs SIMD-group matrices: Apple7 or later (this GPU: Apple5)"; null if the
 * GPU lacks nothing. The CPU device has everything, and so has a GPU of a run that did not record what it is.
 * @param problem for needs that depend on the problem; null for those of any
 */
export function lackOf(name: string, problem: Problem | null, device: TargetDevice): string | null {
  return lackOfUse(contenderOf(name)?.simdgroups ?? 'none', problem, device);
}

/** The same for a kernel by what the lanes of its SIMD-groups do together. */
export function lackOfUse(use: SimdgroupUse, problem: Problem | null, device: TargetDevice): string | null {
  if (device.kind === 'cpu' || !device.gpu) return null;
  const needed: Feature[] = [
    ...(use === 'none' ? [] : [FEATURES[use]]),
    ...(use === 'tensors' && problem && multipliesBfloat(problem) ? [FEATURES.bfloatTensors] : []),
    ...(problem && usesBfloat(problem) ? [FEATURES.bfloat] : []),
  ];
  for (const feature of needed) {
    const need = needOf(feature, device);
    if (need !== null) return `needs ${feature.label}: ${need}`;
  }
  const { simdWidth = DEVICE_LIMITS.simdWidth.value } = device;
  if (use === 'none' || simdWidth === DEVICE_LIMITS.simdWidth.value) return null;
  return `needs SIMD-groups of ${DEVICE_LIMITS.simdWidth.value} lanes (this GPU: ${simdWidth})`;
}

/** What a feature needs that the GPU or its system lacks; null if it has the feature. */
function needOf(feature: Feature, device: TargetDevice): string | null {
  const probed = (feature.reportedAs && device.gpu?.[feature.reportedAs]) ?? null;
  // The family of a virtual GPU says less than that it is one.
  if (probed !== null && isVirtualGpu(device)) return probed;
  if (hasFeature(device, feature)) return probed;
  return `${describeGpus(feature)} (this GPU: ${describeFamily(device)})`;
}

function hasFeature(device: TargetDevice, { sinceFamily, inMetal3 }: Feature): boolean {
  const family = appleFamilyOf(device);
  return family === null ? inMetal3 && Boolean(device.gpu?.metal) : family >= sinceFamily;
}

function describeGpus({ sinceFamily, inMetal3 }: Feature): string {
  return `Apple${sinceFamily} or later${inMetal3 ? ', or Metal 3' : ''}`;
}

function describeFamily(device: TargetDevice): string {
  const family = appleFamilyOf(device);
  return family === null ? 'no Apple family' : `Apple${family}`;
}

/** Sums are f32, so that only operands matter: a bias is added to them. */
function multipliesBfloat(problem: Problem): boolean {
  return familyOf(problem)
    .buffers(problem)
    .some(({ name, dtype, role }) => dtype === 'bf16' && role === 'input' && name !== 'bias');
}

function usesBfloat(problem: Problem): boolean {
  return familyOf(problem)
    .buffers(problem)
    .some(({ dtype }) => dtype === 'bf16');
}

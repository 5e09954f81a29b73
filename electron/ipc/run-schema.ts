// The run as a bundle keeps it, and the types of it. Zod writes keys in the order given here, which makes an export
// canonical. Fields with a default are missing in bundles of earlier versions.
import { z } from 'zod';
import type { Conditions, GpuDescription, NativeDevice } from '../../native/types.ts';
import { exactly } from './exactly.ts';
import { problemSchema, runIdSchema, sweepRequestSchema } from './request-schemas.ts';

const count = z.int().min(0);
const durationNs = z.number().min(0);

const failureSchema = z.strictObject({
  /** Stable and upper-case: BAD_INPUT, COMPILE_FAILED, COMPUTE_DIED, ... */
  code: z.string(),
  /** For people; names what is wrong and what was expected. */
  message: z.string(),
  detail: z.string().optional(),
});

export type Failure = z.infer<typeof failureSchema>;

const gpuSchema = exactly<GpuDescription>()(
  z.strictObject({
    family: z.string().nullable(),
    metal: z.string().nullable(),
    unifiedMemory: z.boolean(),
    workingSetBytes: count,
    coreCount: count.nullable(),
    osBuild: z.string().nullable(),
    counterSampling: z.boolean(),
    /** Earlier versions offered it on every GPU. */
    indirectEncoding: z.boolean().default(true),
  }),
);

/** The machine's conditions while a cell was measured, and what is doubtful about the device that it ran on. */
export interface CellConditions extends Conditions {
  /** The cell ran on the GPU of a virtual machine; left out for all others. */
  virtualGpu?: boolean;
}

const conditionsSchema = exactly<CellConditions>()(
  z.strictObject({
    thermalState: z.enum(['nominal', 'fair', 'serious', 'critical']).nullable(),
    lowPowerMode: z.boolean().nullable(),
    powerSource: z.enum(['mains', 'battery', 'ups']).nullable(),
    virtualGpu: z.boolean().optional(),
  }),
);

const nativeDeviceSchema = exactly<NativeDevice>()(
  z.strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['cpu', 'gpu']),
    threads: count.nullable(),
    simdWidth: count,
    maxThreadsPerThreadgroup: count,
    maxThreadgroupBytes: count,
    gpu: gpuSchema.nullable().default(null),
  }),
);

const deviceSchema = nativeDeviceSchema.extend({
  /** Those that are available on this device, and for the others why they are not. */
  contenders: z.array(
    z.strictObject({ id: z.string(), available: z.boolean(), reason: z.string().optional() }),
  ),
});

export type DeviceInfo = z.infer<typeof deviceSchema>;

const roofSchema = z.strictObject({
  gflops: z.number().positive(),
  /** In half precision where that is known separately; else null, and `gflops` applies. */
  halfGflops: z.number().positive().nullable().default(null),
  /** "measured: FMA micro-kernel, 2 threads", or the source of a table's figure. */
  source: z.string(),
});

export type Roof = z.infer<typeof roofSchema>;

const environmentSchema = z.strictObject({
  device: deviceSchema,
  roof: roofSchema,
  os: z.string(),
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  /** e.g. { tilescope: '0.1.0', clang: '19.1.7', openblas: '0.3.21', node: '24.21.0' } */
  versions: z.record(z.string(), z.string()),
});

export type Environment = z.infer<typeof environmentSchema>;

const sampleSchema = z.strictObject({
  round: count,
  /** In its round's shuffled order, from 0. */
  position: count,
  wallNs: durationNs,
  /** Between the GPU's start on each command buffer and its end; null for work of the processor. */
  gpuNs: durationNs.nullable(),
  /** Between the time stamps at the edges of one encoder; null where none were taken, and never 0. */
  encoderNs: durationNs.nullable().default(null),
});

/** One timing of a cell, per dispatch of the program: already divided by `duplicates`. */
export type Sample = z.infer<typeof sampleSchema>;

const summarySchema = z.strictObject({
  n: count,
  medianNs: durationNs,
  q1Ns: durationNs,
  q3Ns: durationNs,
  minNs: durationNs,
  p95Ns: durationNs,
  /** 95 % interval of the median by order statistics; of fewer than 6 samples the whole range, which covers less. */
  ci95Ns: z.tuple([durationNs, durationNs]),
  /** Which clock the figures are from. */
  clock: z.enum(['wall', 'gpu']),
  gflops: z.number(),
  /** gflops / roof. */
  utilization: z.number(),
  /** Samples beyond Tukey's fences: shown, never deleted. */
  outliers: count,
});

export type Summary = z.infer<typeof summarySchema>;

const verificationSchema = z.strictObject({
  /** Finite: Number.MAX_VALUE stands for an output that holds NaN or infinity, which JSON cannot carry. */
  maxRelativeError: z.number(),
  tolerance: z.number(),
  /**
   * All elements; some rows element by element, and all others by sums of neighbours with random signs; or some rows
   * only, as in runs of versions that did not say.
   */
  method: z.enum(['elements', 'projection', 'rows']).default('rows'),
  /** Element by element. */
  rowsChecked: count,
  rows: count,
});

export type Verification = z.infer<typeof verificationSchema>;

const cellSchema = z.strictObject({
  /** Stable within a run, see cellId(). */
  id: z.string(),
  problem: problemSchema,
  contender: z.string(),
  /** pending → running → ok | wrong | failed | unsupported | rejected (faster than its roof allows). */
  status: z.enum(['pending', 'running', 'ok', 'wrong', 'failed', 'unsupported', 'rejected']),
  /** Dispatches per sample, the same for all contenders of a problem; null before it is chosen. */
  duplicates: count.nullable(),
  compileMs: durationNs.nullable(),
  verification: verificationSchema.nullable(),
  summary: summarySchema.nullable(),
  samples: z.array(sampleSchema),
  /** The worse of before and after its rounds; null before they end, and in runs of versions without them. */
  conditions: conditionsSchema.nullable().default(null),
  /** What is unusual about how the contender runs: "Runs on copies of A with padded rows". */
  note: z.string().nullable().default(null),
  failure: failureSchema.nullable(),
});

export type Cell = z.infer<typeof cellSchema>;
export type CellStatus = Cell['status'];

const runSchema = z.strictObject({
  id: runIdSchema,
  name: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  status: z.enum(['running', 'finished', 'cancelled', 'interrupted']),
  failure: failureSchema.nullable(),
  request: sweepRequestSchema,
  environment: environmentSchema,
  cells: z.array(cellSchema).refine((cells) => new Set(cells.map(({ id }) => id)).size === cells.length, {
    message: 'each cell once',
  }),
});

export type Run = z.infer<typeof runSchema>;
export type RunStatus = Run['status'];

export const bundleSchema = z.strictObject({
  format: z.literal('tilescope-run'),
  version: z.literal(1),
  run: runSchema.refine((run) => run.status !== 'running', {
    path: ['status'],
    message: 'a run that is over: finished, cancelled or interrupted',
  }),
});

/** What a run exports to and imports from. */
export type Bundle = z.infer<typeof bundleSchema>;

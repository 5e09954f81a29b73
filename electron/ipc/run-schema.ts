// The run as a bundle keeps it, and the types of it. Zod writes keys in the order given here, which makes an export
// canonical. Fields with a default are missing in bundles of earlier versions.
import * as z from 'zod';
import type { Conditions, GpuDescription, NativeDevice } from '../../native/types.ts';
import { BUNDLE_VERSION } from './bundle/version.ts';
import { exactly } from './exactly.ts';
import { LONGEST_NS, MAX_SOURCE_LENGTH, SHORTEST_NS } from './limits.ts';
import type { KeptPrograms } from './programs/kept-program.ts';
import { hashSchema, keptProgramsShape } from './programs/programs-schema.ts';
import { problemSchema, runIdSchema, sweepRequestSchema } from './request-schemas.ts';
import { type KeptDecision, keptDecisionsSchema } from './review/decisions.ts';
import { busyShareSchema, roofSchema } from './roof-schema.ts';
import { storySchema } from './story.ts';
import { text } from './text-schema.ts';

const count = z.int().min(0);

const durationNs = z.number().min(SHORTEST_NS).max(LONGEST_NS);
/** A rate that follows from such a time. */
const rate = z.number().positive();

const MAX_NAME_LENGTH = 1000;
const MAX_SAMPLES = 100_000;

export const failureSchema = z.strictObject({
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
    /** Unknown in runs of earlier versions. */
    tensorsNeed: z.string().nullable().optional(),
    bfloatTensorsNeed: z.string().nullable().optional(),
    concurrentCompilations: count.nullable().default(null),
  }),
);

/** The machine's conditions while a cell was measured, and what is doubtful about the device that it ran on. */
export interface CellConditions extends Conditions {
  /** The cell ran on the GPU of a virtual machine; left out for all others. */
  virtualGpu?: boolean;
  /**
   * Of the machine's processors, the share that others used during the rounds; null if the system does not say, or the
   * rounds were too short to tell. Runs of earlier versions have none of these three.
   */
  busyShare?: number | null;
  /** How many threads of others were ready to run before the rounds or after, whichever is more; null if unknown. */
  runQueue?: number | null;
  /** Of the fastest processor after the rounds; null if it cannot be read. */
  clockMhz?: number | null;
}

const conditionsSchema = exactly<CellConditions>()(
  z.strictObject({
    thermalState: z.enum(['nominal', 'fair', 'serious', 'critical']).nullable(),
    lowPowerMode: z.boolean().nullable(),
    powerSource: z.enum(['mains', 'battery', 'ups']).nullable(),
    virtualGpu: z.boolean().optional(),
    busyShare: busyShareSchema.optional(),
    runQueue: count.nullable().optional(),
    clockMhz: count.nullable().optional(),
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

export const environmentSchema = z.strictObject({
  device: deviceSchema,
  roof: roofSchema,
  os: z.string(),
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  /** See machineId(); null in runs of versions that did not record it. */
  machine: z.string().max(MAX_NAME_LENGTH).nullable().default(null),
  /** e.g. { tilescope: '0.1.0', clang: '19.1.7', openblas: '0.3.21', node: '24.21.0' } */
  versions: z.record(z.string(), z.string()),
});

export type Environment = z.infer<typeof environmentSchema>;

const sampleSchema = z.strictObject({
  /** In which its buffers and pipelines were made; samples of earlier versions are all of one. */
  epoch: count.default(0),
  /** Counted through all epochs. */
  round: count,
  /** In its round's shuffled order, from 0. */
  position: count,
  wallNs: durationNs,
  /** Between the GPU's start on each command buffer and its end; null for work of the processor. */
  gpuNs: durationNs.nullable(),
  /** Between the time stamps at the edges of one encoder; null where none were taken, and never 0. */
  encoderNs: durationNs.nullable().default(null),
});

/** The names of a sample's figures, in their order. */
export const SAMPLE_NAMES = sampleSchema.keyof().options;

/** One timing of a cell, per dispatch of the program: already divided by `duplicates`. */
export type Sample = z.infer<typeof sampleSchema>;

/** Figures of which each is at least the one before. */
const ASCENDING = ['minNs', 'q1Ns', 'medianNs', 'q3Ns', 'p95Ns'] as const;
/** Interpolation between equal values may be off by a rounding. */
const ROUNDING = 1e-9;

const summaryShape = z.strictObject({
  n: z.int().min(1),
  medianNs: durationNs,
  q1Ns: durationNs,
  q3Ns: durationNs,
  minNs: durationNs,
  p95Ns: durationNs,
  /**
   * 95 % interval of the median: by the hierarchical bootstrap over epochs; of one epoch by order statistics, which know
   * nothing of others, and of fewer than 6 samples the whole range, which covers less.
   */
  ci95Ns: z.tuple([durationNs, durationNs]),
  /** Which clock the figures are from. */
  clock: z.enum(['wall', 'gpu']),
  gflops: rate,
  /** gflops / roof. */
  utilization: rate,
  /** Samples beyond Tukey's fences: shown, never deleted. */
  outliers: count,
});

const summarySchema = summaryShape.superRefine((summary, context) => {
  for (const [index, name] of ASCENDING.entries()) {
    const before = ASCENDING[index - 1];
    if (before === undefined || summary[name] >= summary[before] * (1 - ROUNDING)) continue;
    context.addIssue({ code: 'custom', path: [name], message: `at least ${before}, ${summary[before]}` });
  }
  const [low, high] = summary.ci95Ns;
  if (low > high) context.addIssue({ code: 'custom', path: ['ci95Ns'], message: 'the lower bound first' });
});

export type Summary = z.infer<typeof summarySchema>;

export const verificationSchema = z.strictObject({
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

export const cellSchema = z.strictObject({
  /** Stable within a run, see cellId(). */
  id: text,
  problem: problemSchema,
  contender: text,
  /** pending → running → ok | wrong | failed | unsupported | rejected (faster than its roof allows). */
  status: z.enum(['pending', 'running', 'ok', 'wrong', 'failed', 'unsupported', 'rejected']),
  /** Dispatches per sample, the same for all contenders of a problem; null before it is chosen. */
  duplicates: count.nullable(),
  compileMs: z.number().min(0).nullable(),
  verification: verificationSchema.nullable(),
  summary: summarySchema.nullable(),
  samples: z.array(sampleSchema).max(MAX_SAMPLES),
  /** The worse of before and after its rounds; null before they end, and in runs of versions without them. */
  conditions: conditionsSchema.nullable().default(null),
  /** What is unusual about how the contender runs: "Runs on copies of A with padded rows". */
  note: text.nullable().default(null),
  /** The program that it was measured with, or is to be; null of a library, before it begins, and in version 1. */
  program: hashSchema.nullable().default(null),
  failure: failureSchema.nullable(),
});

export type Cell = z.infer<typeof cellSchema>;
export type CellStatus = Cell['status'];

const runHeadSchema = z.strictObject({
  id: runIdSchema,
  name: text.max(MAX_NAME_LENGTH),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  status: z.enum(['running', 'finished', 'cancelled', 'interrupted']),
  failure: failureSchema.nullable(),
  request: sweepRequestSchema,
  environment: environmentSchema,
  /**
   * Which source was measured, as `git describe` names it; null where that is unknown. Not to be confused with
   * `sources`, the texts of kernels.
   */
  source: text.max(MAX_SOURCE_LENGTH).nullable().default(null),
  /** Views that were saved to be presented; left out if there are none. */
  story: storySchema.optional(),
});

/** A run without its cells, which a bundle has last. */
export type RunHead = z.infer<typeof runHeadSchema>;

/** The same with the programs of its cells, and what was decided about them. */
export interface RunHeadWithPrograms extends RunHead, KeptPrograms {
  /** Left out if nothing was decided, and in bundles of earlier versions. */
  readonly decisions?: readonly KeptDecision[];
}

export interface Run extends RunHeadWithPrograms {
  cells: Cell[];
}
export type RunStatus = Run['status'];

/** A bundle without the run's cells: see bundle/. */
export const bundleHeadSchema = z.strictObject({
  format: z.literal('tilescope-run'),
  version: z.literal([1, BUNDLE_VERSION]),
  run: runHeadSchema
    .extend({
      decisions: keptDecisionsSchema.optional(),
      programs: keptProgramsShape.programs.default({}),
      sources: keptProgramsShape.sources.default({}),
    })
    .refine((run) => run.status !== 'running', {
      path: ['status'],
      message: 'a run that is over: finished, cancelled or interrupted',
    }),
});

/** What a run exports to and imports from. */
export interface Bundle {
  format: 'tilescope-run';
  version: typeof BUNDLE_VERSION;
  run: Run;
}

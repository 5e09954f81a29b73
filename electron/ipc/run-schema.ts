// The run as it is kept in a bundle. Zod writes keys in the order given here, which makes an export canonical. What has a
// default is missing in bundles of earlier versions.
import { z } from 'zod';
import { problemSchema, runIdSchema, sweepRequestSchema } from './request-schemas.ts';
import type {
  Bundle,
  Cell,
  Conditions,
  DeviceInfo,
  Environment,
  Failure,
  GpuInfo,
  Run,
  Sample,
} from './types.ts';

const count = z.int().min(0);
const durationNs = z.number().min(0);

export const failureSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  detail: z.string().optional(),
}) satisfies z.ZodType<Failure>;

const gpuSchema = z.strictObject({
  family: z.string().nullable(),
  metal: z.string().nullable(),
  unifiedMemory: z.boolean(),
  workingSetBytes: count,
  coreCount: count.nullable(),
  osBuild: z.string().nullable(),
  counterSampling: z.boolean(),
}) satisfies z.ZodType<GpuInfo>;

export const conditionsSchema = z.strictObject({
  thermalState: z.enum(['nominal', 'fair', 'serious', 'critical']).nullable(),
  lowPowerMode: z.boolean().nullable(),
  powerSource: z.enum(['mains', 'battery', 'ups']).nullable(),
}) satisfies z.ZodType<Conditions>;

export const deviceSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['cpu', 'gpu']),
  threads: count.nullable(),
  simdWidth: count,
  maxThreadsPerThreadgroup: count,
  maxThreadgroupBytes: count,
  gpu: gpuSchema.nullable().default(null),
  contenders: z.array(
    z.strictObject({ id: z.string(), available: z.boolean(), reason: z.string().optional() }),
  ),
}) satisfies z.ZodType<DeviceInfo>;

export const environmentSchema = z.strictObject({
  device: deviceSchema,
  roof: z.strictObject({
    gflops: z.number().positive(),
    halfGflops: z.number().positive().nullable().default(null),
    source: z.string(),
  }),
  os: z.string(),
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  versions: z.record(z.string(), z.string()),
}) satisfies z.ZodType<Environment>;

export const sampleSchema = z.strictObject({
  round: count,
  position: count,
  wallNs: durationNs,
  gpuNs: durationNs.nullable(),
  encoderNs: durationNs.nullable().default(null),
}) satisfies z.ZodType<Sample>;

const summarySchema = z.strictObject({
  n: count,
  medianNs: durationNs,
  q1Ns: durationNs,
  q3Ns: durationNs,
  minNs: durationNs,
  p95Ns: durationNs,
  ci95Ns: z.tuple([durationNs, durationNs]),
  clock: z.enum(['wall', 'gpu']),
  gflops: z.number(),
  utilization: z.number(),
  outliers: count,
});

const verificationSchema = z.strictObject({
  maxRelativeError: z.number(),
  tolerance: z.number(),
  rowsChecked: count,
  rows: count,
});

export const cellSchema = z.strictObject({
  id: z.string(),
  problem: problemSchema,
  contender: z.string(),
  status: z.enum(['pending', 'running', 'ok', 'wrong', 'failed', 'unsupported', 'rejected']),
  duplicates: count.nullable(),
  compileMs: durationNs.nullable(),
  verification: verificationSchema.nullable(),
  summary: summarySchema.nullable(),
  samples: z.array(sampleSchema),
  conditions: conditionsSchema.nullable().default(null),
  failure: failureSchema.nullable(),
}) satisfies z.ZodType<Cell>;

export const runSchema = z.strictObject({
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
}) satisfies z.ZodType<Run>;

export const bundleSchema = z.strictObject({
  format: z.literal('tilescope-run'),
  version: z.literal(1),
  run: runSchema.refine((run) => run.status !== 'running', {
    path: ['status'],
    message: 'a run that is over: finished, cancelled or interrupted',
  }),
}) satisfies z.ZodType<Bundle>;

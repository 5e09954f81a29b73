import * as z from 'zod';
import type { Problem } from '../../kernels/index.ts';
import { askedProgramsSchema } from './programs/programs-schema.ts';
import { runIdSchema, sweepRequestSchema } from './request-schemas.ts';
import type { Environment } from './types.ts';
import type { UnsupportedPrograms, ValidationFailure } from './validation-types.ts';

/** The cells of a sweep whose kernels are compiled; `runId` names the measurement, to cancel it. */
export const compileRequestSchema = sweepRequestSchema
  .pick({ device: true, problems: true, contenders: true, adopted: true })
  .extend({
    runId: runIdSchema,
    /** Time limit of each phase: no round begins that would take the phase beyond it. */
    maxPhaseMs: z.number().min(1).max(3_600_000),
    /** Those of own kernels, by programKey(). */
    programs: askedProgramsSchema.optional(),
  });

export type CompileRequest = z.infer<typeof compileRequestSchema>;

/** What one text costs, in milliseconds, one entry for each round. */
export interface CompiledText {
  /** Of the first program that uses it. */
  contender: string;
  problem: Problem;
  /** How many programs use it. */
  programs: number;
  /** How many functions with their constants are used from it: each is a pipeline. */
  pipelines: number;
  lines: number;
  bytes: number;
  /** From MSL text to the library, with no cache. */
  libraryMs: number[];
  /** From the library to all of its pipelines, with no cache. */
  pipelineMs: number[];
  /** From MSL text to the pipelines with what is stored on disk, as when an application starts for the second time. */
  storedMs: number[];
}

/** What it costs to compile all kernels of a sweep. */
export interface CompileReport {
  device: string;
  /** What the kernels were generated for, e.g. 'cpu' or 'Apple9'. */
  target: string;
  programs: number;
  /** Those that the device cannot run, and those that cannot be generated. */
  unsupported: UnsupportedPrograms[];
  failures: ValidationFailure[];
  /** Each distinct text that compiles. */
  texts: CompiledText[];
  /** All texts with their pipelines, with no cache, so many at a time: one duration for each round. */
  parallel: { threads: number; wallMs: number[] }[];
}

/** Texts compiled, of how many in this round of the activity. */
export interface CompileProgress {
  runId: string;
  activity: string;
  done: number;
  total: number;
}

/** What `tilescope compile --json` writes. */
export interface CompileRecord extends CompileReport {
  format: 'tilescope-compile-times';
  version: 1;
  environment: Environment;
}

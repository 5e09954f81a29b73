import type { Problem } from '../../kernels/index.ts';
import type { Failure } from './types.ts';

/** Programs that fail on a device for one reason. */
export interface ValidationFailure {
  failure: Failure;
  /** The function that fails. */
  kernel: string;
  /** Of the first of the programs. */
  contender: string;
  problem: Problem;
  /** How many programs use it. */
  programs: number;
}

/** Programs that a device cannot run, by design: they are not compiled. */
export interface UnsupportedPrograms {
  reason: string;
  programs: number;
}

/** The outcome for every program that the workbench can generate for a device. */
export interface ValidationReport {
  device: string;
  /** What they were generated for, e.g. 'cpu' or 'Apple9'. */
  target: string;
  programs: number;
  unsupported: UnsupportedPrograms[];
  /** Distinct texts among them. */
  texts: number;
  /** Distinct functions of the texts, by their constants. */
  pipelines: number;
  failures: ValidationFailure[];
  wallMs: number;
}

/** What `tilescope check --all --json` writes. */
export interface ValidationRecord extends ValidationReport {
  format: 'tilescope-validation';
  version: 1;
}

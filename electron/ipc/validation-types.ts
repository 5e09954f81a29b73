import type { Problem } from '../../kernels/index.ts';
import type { Failure } from './types.ts';

/** Programs that a device does not take, for one reason. */
export interface ValidationFailure {
  failure: Failure;
  /** The function that is at fault. */
  kernel: string;
  /** What generates the first of the programs. */
  contender: string;
  problem: Problem;
  /** How many programs it is in. */
  programs: number;
}

/** What became of every program that the workbench can generate for a device. */
export interface ValidationReport {
  device: string;
  /** What they were generated for: 'cpu', 'Apple9'. */
  target: string;
  programs: number;
  /** Different texts among them. */
  texts: number;
  /** Different functions of the texts, by their constants. */
  pipelines: number;
  failures: ValidationFailure[];
  wallMs: number;
}

/** What `tilescope check --all --json` writes. */
export interface ValidationRecord extends ValidationReport {
  format: 'tilescope-validation';
  version: 1;
}

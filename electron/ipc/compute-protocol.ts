import type { Problem } from '../../kernels/index.ts';
import type { CheckRequest, CheckResponse } from './check-types.ts';
import type {
  Cell,
  Conditions,
  DeviceInfo,
  Environment,
  Failure,
  Result,
  Run,
  SweepRequest,
} from './types.ts';
import type { ValidationReport } from './validation-types.ts';

/** Requests to the compute process, each answered once. `resume` carries cells that are already done. */
export interface ComputeRequests {
  devices: { request: Record<string, never>; response: DeviceInfo[] };
  environment: { request: { device: string }; response: Environment };
  sweep: {
    request: { runId: string; sweep: SweepRequest; environment: Environment; done: Cell[] };
    response: { status: Extract<Run['status'], 'finished' | 'cancelled'> };
  };
  cancel: { request: { runId: string }; response: null };
  /** Compiles MSL text, and runs one kernel of it with every access to memory watched. */
  check: { request: CheckRequest; response: CheckResponse };
  /** Compiles every program that the workbench can generate for a device, and makes its pipelines. */
  validate: { request: { device: string; op: Problem['op'] | null }; response: ValidationReport };
  /** What the machine is under at present. */
  conditions: { request: Record<string, never>; response: Conditions };
}

/** Events from the compute process while a sweep runs; never sent inside a timed round. */
export type ComputeEvent =
  /** Cells that changed since the last batch, whole: status, samples so far, summary so far. */
  | { type: 'cells'; runId: string; cells: Cell[] }
  | { type: 'progress'; runId: string; progress: Progress }
  | { type: 'conditions'; runId: string; conditions: Conditions }
  | { type: 'validation'; done: number; total: number; failed: number }
  | { type: 'log'; runId: string | null; level: 'info' | 'warning' | 'error'; message: string };

export interface Progress {
  runId: string;
  /** Share of the cost-weighted work that is done, 0…1. */
  fraction: number;
  /** Estimated time left; null until known. */
  remainingMs: number | null;
  /** "verifying simdgroup at 512×512×512" */
  activity: string;
}

export type ToCompute = { id: number; method: keyof ComputeRequests; request: unknown };
export type FromCompute = { id: number; result: Result<unknown> } | { event: ComputeEvent };
export type { Failure };

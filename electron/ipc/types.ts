import type { Problem } from '../../kernels/index.ts';

/** Everything that crosses a process boundary succeeds or fails as a value. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure };

export interface Failure {
  /** Stable and upper-case: BAD_INPUT, COMPILE_FAILED, COMPUTE_DIED, ... */
  code: string;
  /** For people; names the thing and what would be accepted. */
  message: string;
  detail?: string;
}

export interface DeviceInfo {
  id: string; // 'cpu'; 'metal' for the system's default GPU, 'metal-2', … for its others
  name: string; // "AMD EPYC …", "Apple M3 Max"
  kind: 'cpu' | 'gpu';
  threads: number | null; // worker threads for a CPU device
  simdWidth: number; // 32
  maxThreadsPerThreadgroup: number;
  maxThreadgroupBytes: number;
  /** Null for the processor. */
  gpu: GpuInfo | null;
  /** Ways to solve a problem that exist here, and for the others why they do not. */
  contenders: { id: string; available: boolean; reason?: string }[];
}

/** What Metal and the system say of a GPU; null where they do not. */
export interface GpuInfo {
  family: string | null; // 'Apple9'
  metal: string | null; // 'Metal 3'
  unifiedMemory: boolean;
  workingSetBytes: number;
  coreCount: number | null;
  osBuild: string | null; // '24A335'
  /** Whether time stamps at the edges of an encoder were probed, and were not zero. */
  counterSampling: boolean;
}

/** What a measurement was taken under; null where the system does not say. */
export interface Conditions {
  thermalState: 'nominal' | 'fair' | 'serious' | 'critical' | null;
  lowPowerMode: boolean | null;
  powerSource: 'mains' | 'battery' | 'ups' | null;
}

/** How cells are measured (DESIGN.md §5). Times in milliseconds. */
export interface Method {
  minSamples: number; // ≥ 10
  maxSamples: number;
  /** Sampling goes on until (q3 − q1) / median is at most this, or time is out. */
  targetRelativeIqr: number;
  /** Time limit of one problem's timed rounds, all contenders together. */
  maxProblemMs: number;
  /** Smallest duration of one sample; kernels shorter than this are repeated inside one sample. */
  minSampleMs: number;
  seed: number;
  /** `cold`: duplicates work on one copy of the data after the other, so that none finds its own in a cache. */
  cache: 'hot' | 'cold';
  /** Of buffers on a GPU; the processor's memory is always shared. */
  storage: 'shared' | 'private';
  /** `indirect`: a GPU reads the commands from an indirect command buffer. */
  encoding: 'direct' | 'indirect';
}

export interface SweepRequest {
  device: string;
  problems: Problem[];
  contenders: string[];
  method: Method;
}

export interface Roof {
  gflops: number;
  /** In half precision where that is known apart; else null, and `gflops` is taken. */
  halfGflops: number | null;
  /** "measured: FMA micro-kernel, 2 threads" or the source of a table's figure. */
  source: string;
}

export interface Environment {
  device: DeviceInfo;
  roof: Roof;
  os: string;
  cpu: string;
  cores: number;
  memoryBytes: number;
  /** e.g. { tilescope: '0.1.0', clang: '19.1.7', openblas: '0.3.21', node: '24.21.0' } */
  versions: Record<string, string>;
}

/** One timing of a cell, per dispatch of the program (already divided by `duplicates`). */
export interface Sample {
  round: number;
  /** Position in its round's shuffled order, from 0. */
  position: number;
  wallNs: number;
  /** From the GPU's start on the command buffer to its end; null for work of the processor. */
  gpuNs: number | null;
  /** Between the time stamps at the edges of the encoder; null where none were taken, and never 0. */
  encoderNs: number | null;
}

export interface Summary {
  n: number;
  medianNs: number;
  q1Ns: number;
  q3Ns: number;
  minNs: number;
  p95Ns: number;
  /** Bootstrap 95 % interval of the median. */
  ci95Ns: [number, number];
  /** Which clock the figures are from. */
  clock: 'wall' | 'gpu';
  gflops: number;
  /** gflops / roof, 0…1. */
  utilization: number;
  /** Tukey far-out and outlier samples: shown, never deleted. */
  outliers: number;
}

export interface Verification {
  /** Finite: Number.MAX_VALUE stands for an output that holds NaN or infinity, which JSON cannot carry. */
  maxRelativeError: number;
  tolerance: number;
  rowsChecked: number;
  rows: number;
}

/** pending → running → ok | wrong | failed | unsupported | rejected (faster than its roof allows). */
export type CellStatus = 'pending' | 'running' | 'ok' | 'wrong' | 'failed' | 'unsupported' | 'rejected';

export interface Cell {
  /** Stable within a run: `${problemKey}|${contender}`. */
  id: string;
  problem: Problem;
  contender: string;
  status: CellStatus;
  /** Dispatches per sample, the same for all contenders of a problem; null before it is chosen. */
  duplicates: number | null;
  compileMs: number | null;
  verification: Verification | null;
  summary: Summary | null;
  samples: Sample[];
  /** The worse of before and after its rounds; null before they end, and in runs of versions that did not look. */
  conditions: Conditions | null;
  failure: Failure | null;
}

export type RunStatus = 'running' | 'finished' | 'cancelled' | 'interrupted';

export interface Run {
  id: string; // UUID
  name: string;
  startedAt: string; // ISO 8601
  finishedAt: string | null;
  status: RunStatus;
  failure: Failure | null;
  request: SweepRequest;
  environment: Environment;
  cells: Cell[];
}

/** A run without its cells, for lists. */
export interface RunHeader extends Omit<Run, 'cells'> {
  cellCount: number;
  doneCount: number;
}

/** What a run exports to and imports from. */
export interface Bundle {
  format: 'tilescope-run';
  version: 1;
  run: Run;
}

/** What the workbench remembers between launches. */
export interface Settings {
  theme: 'system' | 'light' | 'dark';
  /** Panel sizes and the like, opaque to the main process: key → JSON. */
  layout: Record<string, unknown>;
}

/** What check() reports. */
import type { Extent3 } from '../msl/types.ts';

/** Behaviour that Metal leaves undefined or forbids. */
export type FindingKind =
  | 'out-of-bounds'
  | 'race'
  | 'uninitialised'
  | 'misaligned'
  | 'inactive-lane'
  | 'divergent-simdgroup'
  | 'lane-order'
  | 'stopped';

/** One thread's part in a finding. */
export interface FindingSide {
  action: 'read' | 'write' | 'atomic' | 'wait' | 'end' | 'stop';
  /** In the compiled text; null if the line is unknown. */
  line: number | null;
  /** The included file that contains the line; null for the text itself. */
  file: string | null;
  thread: Extent3;
  simdgroup: number;
  threadgroup: Extent3;
}

export interface Finding {
  kind: FindingKind;
  /** A sentence that names memory, threads and lines. */
  message: string;
  kernel: string;
  /** The index of the pass in the checked list. */
  pass: number;
  /** The memory involved; null if it is not memory the kernel was given. */
  memory: { name: string; kind: 'buffer' | 'threadgroup'; index: number | null; sizeBytes: number } | null;
  /** Relative to the start of `memory`; negative before it. */
  offsetBytes: number;
  access: FindingSide | null;
  /** The conflicting access, or the thread that is missing. */
  other: FindingSide | null;
  /** How often the same lines were at fault. */
  count: number;
  /** Why a kernel was stopped: DIVERGENT_BARRIER, TIMED_OUT, OUT_OF_BOUNDS, ...; null for other findings. */
  code: string | null;
}

export interface CheckReport {
  findings: readonly Finding[];
  /** The number of memory accesses checked. */
  accesses: number;
  wallNs: number;
}

export interface CheckOptions {
  /** How long a kernel may run before it counts as hung; 10 seconds by default. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

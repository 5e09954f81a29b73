/** What check() reports. */
import type { Extent3 } from '../msl/types.ts';

/** Behaviour that Metal leaves undefined or forbids. */
export type FindingKind =
  | 'out-of-bounds'
  | 'race'
  | 'uninitialised'
  | 'misaligned'
  | 'integer-overflow'
  | 'fast-math'
  | 'inactive-lane'
  | 'same-value'
  | 'divergent-simdgroup'
  | 'tensor-operation'
  | 'lane-order'
  | 'stopped';

/** One thread's part in a finding. */
export interface FindingSide {
  action: 'read' | 'write' | 'atomic' | 'compute' | 'wait' | 'end' | 'absent' | 'stop';
  /** In the compiled text; null if the line is unknown. */
  line: number | null;
  /** The included file that contains the line; null for the text itself. */
  file: string | null;
  /** Its position in the threadgroup. */
  thread: Extent3;
  /** Its index in the SIMD-group. */
  lane: number;
  simdgroup: number;
  threadgroup: Extent3;
}

export interface FindingMemory {
  name: string;
  /** `thread`: a variable of each thread's own; `constant`: an array that the program declares constant. */
  kind: 'buffer' | 'threadgroup' | 'thread' | 'constant';
  /** Of the binding; null for a variable. */
  index: number | null;
  /** Other bindings of the same buffer: an access may have gone through any. */
  others: readonly { readonly name: string; readonly index: number }[];
  sizeBytes: number;
  /** Where a variable of a thread is declared; null for other memory. */
  line: number | null;
  file: string | null;
}

export interface FindingBarrier {
  function: 'threadgroup_barrier' | 'simdgroup_barrier';
  /** Its argument: "mem_none". */
  flags: string;
  line: number;
}

export interface Finding {
  kind: FindingKind;
  /** A sentence that names memory, threads and lines. */
  message: string;
  kernel: string;
  /** The index of the pass in the checked list. */
  pass: number;
  /** The memory involved; null if it is none that the kernel was given or declares. */
  memory: FindingMemory | null;
  /** Relative to the start of `memory`; negative before it. */
  offsetBytes: number;
  access: FindingSide | null;
  /** The conflicting access, or the thread that is missing. */
  other: FindingSide | null;
  /** The barrier between the accesses of a race, which does not order them; null if there is none. */
  barrier: FindingBarrier | null;
  /** How often the same lines were at fault. */
  count: number;
  /**
   * Why a kernel was stopped: DIVERGENT_BARRIER, TIMED_OUT, OUT_OF_BOUNDS, ...; of arithmetic the operator or function;
   * null for other findings.
   */
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

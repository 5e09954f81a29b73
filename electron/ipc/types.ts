// The types of what crosses processes. Those that a schema checks are inferred from it.
import type { Failure, RunHead } from './run-schema.ts';

export type { Conditions } from '../../native/types.ts';
export type { Method, Rematch, Settings, SweepRequest } from './request-schemas.ts';
export type { Roof, RoofTest } from './roof-schema.ts';
export type {
  Bundle,
  Cell,
  CellConditions,
  CellStatus,
  DeviceInfo,
  Environment,
  Failure,
  Run,
  RunHead,
  RunHeadWithPrograms,
  RunStatus,
  Sample,
  Summary,
  Verification,
} from './run-schema.ts';

/** Everything that crosses a process boundary succeeds or fails as a value. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure };

/** What a person put on a run to find it again; no part of a bundle. */
export interface RunMarks {
  pinned: boolean;
  tags: readonly string[];
}

/** Where a link leads. */
export interface LinkedRun {
  readonly runId: string;
  /** How the run is shown, see viewOf() of the renderer; null for no other way than runs are shown now. */
  readonly view: string | null;
}

/** What came of some files. */
export interface OpenedFiles {
  /** Of their runs, in the order of the files. */
  readonly runIds: readonly string[];
  /** Why the others have none. */
  readonly failures: readonly Failure[];
}

/** A run without its cells, for lists. */
export interface RunHeader extends RunHead, RunMarks {
  cellCount: number;
  doneCount: number;
  /** Another process measures it. */
  isElsewhere: boolean;
}

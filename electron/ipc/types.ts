// The types of what crosses processes. Those that a schema checks are inferred from it.
import type { Failure, Run } from './run-schema.ts';

export type { Conditions } from '../../native/types.ts';
export type { Method, Settings, SweepRequest } from './request-schemas.ts';
export type {
  Bundle,
  Cell,
  CellConditions,
  CellStatus,
  DeviceInfo,
  Environment,
  Failure,
  Roof,
  RoofTest,
  Run,
  RunHead,
  RunStatus,
  Sample,
  Summary,
  Verification,
} from './run-schema.ts';

/** Everything that crosses a process boundary succeeds or fails as a value. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure };

/** A run without its cells, for lists. */
export interface RunHeader extends Omit<Run, 'cells'> {
  cellCount: number;
  doneCount: number;
  /** Another process measures it. */
  isElsewhere: boolean;
}

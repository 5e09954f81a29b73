import type { AdoptedDefaults, Family, Problem, TargetDevice } from '../../../kernels/index.ts';
import type { Native, Timing } from '../../../native/types.ts';
import type { Kept } from '../../ipc/programs/keep-program.ts';
import type { DeviceInfo, Method } from '../../ipc/types.ts';
import type { Fault } from '../faults.ts';
import type { Operands } from './operands.ts';

/** What a contender is prepared with; all contenders of a problem get the same. */
export interface Setting {
  readonly native: Native;
  readonly device: Pick<DeviceInfo, 'id' | 'threads'> & TargetDevice;
  readonly family: Family<Problem>;
  readonly problem: Problem;
  readonly operands: Operands;
  readonly fault: Fault | null;
  /** 'direct' by default. */
  readonly encoding?: Method['encoding'];
  /** 0 by default. */
  readonly spinMs?: Method['spinMs'];
  /** Defaults in place of ours; none by default. */
  readonly adopted?: AdoptedDefaults;
  /** The program to run; by default it is generated. */
  readonly program?: Kept | null;
  /** Is given the program before it is compiled, so that one that fails is known too; a library has none. */
  readonly onProgram?: (kept: Kept) => void;
}

/** A contender that is ready to run one problem. */
export interface PreparedContender {
  /** From MSL text to a pipeline that runs, or to the cache's answer. Null for a library, which is already compiled. */
  readonly compileMs: number | null;
  /** Solves the problem `duplicates` times over; the timing is of the whole. Throws NativeError. */
  run(duplicates: number, signal: AbortSignal): Promise<Timing>;
  /** How many times a sample has to solve the problem at least, to be laid out as configured; 1 by default. */
  readonly leastCommands?: number;
  /** What is unusual about how it runs: "Runs on copies of A with padded rows"; null if nothing is. */
  readonly note: string | null;
  /** What it reads and writes when that is not the problem's own memory: on another device. */
  readonly operands?: Operands;
  release(): void;
}

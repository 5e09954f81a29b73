import { CONTENDERS, type Contender, type Problem } from '../../kernels/index.ts';
import type { Native, Timing } from '../../native/types.ts';
import type { DeviceInfo } from '../ipc/types.ts';
import { ComputeError } from './failure.ts';
import type { Fault } from './faults.ts';
import { prepareProgram } from './generated-contender.ts';
import type { Operands } from './operands.ts';

/** What a contender is prepared with; all contenders of a problem get the same. */
export interface Setting {
  readonly native: Native;
  readonly device: Pick<DeviceInfo, 'id' | 'threads'>;
  readonly problem: Problem;
  readonly operands: Operands;
  readonly fault: Fault | null;
}

/** A contender that can run one problem. */
export interface PreparedContender {
  /** From MSL text to a pipeline that runs, or to the cache's answer. Null for a library: it came compiled. */
  readonly compileMs: number | null;
  /** Solves the problem `duplicates` times over; the timing is of the whole. Throws NativeError. */
  run(duplicates: number, signal: AbortSignal): Promise<Timing>;
  release(): void;
}

interface Library {
  /** Why it cannot be used on this machine, or null. */
  missing(native: Native): string | null;
  prepare(setting: Setting): PreparedContender;
}

const LIBRARIES: Readonly<Record<string, Library>> = {
  cblas: {
    missing: (native) => {
      const blas = native.blas();
      return 'reason' in blas ? blas.reason : null;
    },
    prepare: ({
      native,
      device,
      problem: { m, n, k },
      operands: {
        buffers: { A: a, B: b, C: c },
      },
    }) => ({
      compileMs: null,
      run: (duplicates) =>
        native.sgemm({ m, n, k, a, b, c, threads: device.threads ?? undefined, duplicates }),
      release: () => undefined,
    }),
  },
};

/**
 * Makes a contender ready to run a problem. Throws ComputeError UNSUPPORTED with the reason, and NativeError, of
 * which COMPILE_FAILED carries diagnostics.
 */
export async function prepareContender(id: string, setting: Setting): Promise<PreparedContender> {
  const contender = CONTENDERS.find((known) => known.id === id);
  if (!contender) throw new ComputeError('UNSUPPORTED', `There is no contender "${id}".`);
  if (!contender.ops.includes(setting.problem.op)) {
    throw new ComputeError('UNSUPPORTED', `${contender.label} does not solve ${setting.problem.op}.`);
  }
  const reason = unavailability(contender, setting.native);
  if (reason) throw new ComputeError('UNSUPPORTED', reason);
  const library = LIBRARIES[id];
  return library ? library.prepare(setting) : prepareProgram(id, setting);
}

/** Which contenders exist on this machine, and for the others why they do not. */
export function availableContenders(native: Native): DeviceInfo['contenders'] {
  return CONTENDERS.map((contender) => {
    const reason = unavailability(contender, native);
    return reason ? { id: contender.id, available: false, reason } : { id: contender.id, available: true };
  });
}

function unavailability(contender: Contender, native: Native): string | null {
  if (contender.kind === 'generated') return null;
  const library = LIBRARIES[contender.id];
  return library ? library.missing(native) : `${contender.label} is not available on this platform.`;
}

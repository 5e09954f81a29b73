import {
  blasProduct,
  CONTENDERS,
  type Contender,
  contenderOf,
  type Family,
  type Problem,
  parseVariant,
} from '../../kernels/index.ts';
import type { Native, Timing } from '../../native/types.ts';
import type { DeviceInfo } from '../ipc/types.ts';
import { ComputeError } from './failure.ts';
import type { Fault } from './faults.ts';
import { prepareProgram } from './generated-contender.ts';
import type { Operands } from './operands.ts';

/** What a contender is prepared with; all contenders of a problem get the same. */
export interface Setting {
  readonly native: Native;
  readonly device: Pick<DeviceInfo, 'id' | 'threads' | 'kind' | 'name'>;
  readonly family: Family<Problem>;
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
    prepare: prepareBlas,
  },
};

/** Dense float32 products; throws UNSUPPORTED for any other. */
function prepareBlas({ native, device, problem, operands: { buffers } }: Setting): PreparedContender {
  const solved = blasProduct(problem);
  if ('reason' in solved) throw new ComputeError('UNSUPPORTED', solved.reason);
  const { A: a, B: b, C: c } = buffers;
  if (!a || !b || !c) throw new Error('A product without matrices');
  return {
    compileMs: null,
    run: (duplicates) =>
      native.sgemm({ ...solved.product, a, b, c, threads: device.threads ?? undefined, duplicates }),
    release: () => undefined,
  };
}

/**
 * Makes a contender ready to run a problem. Throws ComputeError UNSUPPORTED with the reason, and NativeError, of
 * which COMPILE_FAILED carries diagnostics.
 */
export async function prepareContender(id: string, setting: Setting): Promise<PreparedContender> {
  const contender = contenderOf(id);
  if (!contender) throw new ComputeError('UNSUPPORTED', `There is no contender "${id}".`);
  if (!contender.ops.includes(setting.problem.op)) {
    throw new ComputeError('UNSUPPORTED', `${contender.label} does not solve ${setting.problem.op}.`);
  }
  const reason = unavailability(contender, setting.native);
  if (reason) throw new ComputeError('UNSUPPORTED', reason);
  const library = LIBRARIES[contender.id];
  if (!library) return prepareProgram(id, setting);
  const names = Object.keys(parseVariant(id).overrides);
  if (names.length === 0) return library.prepare(setting);
  throw new ComputeError(
    'UNSUPPORTED',
    `${names.join(', ')}: ${contender.label} is a library, without parameters.`,
  );
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

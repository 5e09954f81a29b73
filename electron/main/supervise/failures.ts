// Why something is not measured, or not to its end.
import type { Failure, Result } from '../../ipc/types.ts';

export const RUNNING: Failure = {
  code: 'SWEEP_RUNNING',
  message: 'A sweep is running: cancel it or wait until it ends.',
};
export const COMPILING: Failure = {
  code: 'COMPILING',
  message: 'Compile times are being measured: cancel that or wait until it ends.',
};
export const MEASURING_NOISE: Failure = {
  code: 'MEASURING_NOISE',
  message: 'The noise floor is being measured: cancel that or wait until it ends.',
};
export const TUNING: Failure = {
  code: 'TUNING',
  message: 'Kernels are being tuned: cancel that or wait until it ends.',
};
export const CANCELLED: Failure = { code: 'CANCELLED', message: 'The measurement was cancelled.' };
export const QUIT: Failure = {
  code: 'INTERRUPTED',
  message: 'Tilescope was closed. The samples taken so far are kept; the sweep can be resumed.',
};

/** What cancelling something that does not run fails with. */
export function notRunning(message: string): Result<never> {
  return { ok: false, error: { code: 'NOT_RUNNING', message } };
}

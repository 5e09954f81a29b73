import { DTYPE, extentsLabel, type Problem, type ProgramBuffer } from '../../../kernels/index.ts';
import { formatBytes } from '../../ipc/figures.ts';
import { UsageError } from '../usage-error.ts';

/** Inputs are numbers of single precision first, then bytes of their own type, and then a buffer. */
const FIRST_BYTES = 4;

/**
 * Throws UsageError for a problem whose buffers alone do not fit: what is refused beforehand need not be stopped.
 * @param buffers of its program, or those that all programs for it share
 */
export function expectFits(problem: Problem, buffers: readonly ProgramBuffer[], memoryBytes: number): void {
  const needed = buffers.reduce((sum, { dtype, shape, role }) => {
    const elements = shape.reduce((product, extent) => product * extent, 1);
    const { sizeBytes } = DTYPE[dtype];
    const isInput = role === 'input' || role === 'inout';
    return sum + elements * (isInput ? FIRST_BYTES + 2 * sizeBytes : sizeBytes);
  }, 0);
  if (needed <= memoryBytes) return;
  throw new UsageError(
    `sizes ${extentsLabel(problem, 'x')}: needs ${formatBytes(needed)} of memory at least; a call may take ${formatBytes(memoryBytes)}`,
  );
}

import { familyOf, findFamily, type OwnKernel, usualFields } from '../../../kernels/index.ts';
import { type KernelFile, readKernel } from '../../ipc/own-kernels/read-kernel.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Reads the kernels of files, "a.metal,b.json", which all solve one operation. Throws UsageError.
 * @param by what names them, for messages
 */
export function readKernels(options: readonly string[], by = '--kernel'): KernelFile[] {
  const paths = options.flatMap((option) => option.split(',')).map((path) => path.trim());
  const files = paths.map((path) => {
    if (path === '')
      throw new UsageError('--kernel: expected FILE.metal with its descriptor beside it, or the descriptor');
    const read = readKernel(path);
    if (read.ok) return read.value;
    throw new UsageError(`${by} ${read.error.message}`);
  });
  const [first] = files;
  for (const [index, { kernel }] of files.entries()) {
    if (files.findIndex((other) => other.kernel.name === kernel.name) !== index)
      throw new UsageError(
        `${by} ${paths[index]}: another file's kernel is called ${kernel.descriptor.name}, too`,
      );
    if (first && kernel.op !== first.kernel.op)
      throw new UsageError(
        `${by} ${paths[index]}: solves ${solvedBy(kernel)}, and ${paths[0]} ${solvedBy(first.kernel)}`,
      );
  }
  return files;
}

/** "gemm"; with its digest, since two problems of one name may differ. */
export function solvedBy({ op }: OwnKernel): string {
  return familyOf({ op }).key;
}

/** Throws UsageError if kernels solve another operation than the one that is asked for. */
export function expectSolves(kernels: readonly KernelFile[], op: string): void {
  for (const { kernel } of kernels) {
    if (kernel.op !== op) throw new UsageError(`--op ${op}: ${kernel.name} solves ${solvedBy(kernel)}`);
  }
}

/** The values of fields that kernels support, where nothing else is asked for. */
export function usualOf(kernel: OwnKernel | undefined): Record<string, string> {
  const family = kernel && findFamily(kernel.op);
  return kernel && family ? usualFields(family, kernel.descriptor.supports) : {};
}

/** The sizes of a sweep that names none, which a problem of a kernel's own may have. */
export function usualSizesOf(kernel: OwnKernel | undefined): string | undefined {
  const problem = kernel?.descriptor.problem;
  return typeof problem === 'object' ? problem.sizes : undefined;
}

import type { DescribedArgument, DescribedKernel, DescribedLibrary } from '../../ipc/check-types.ts';
import { formatBytes, formatDuration, formatItems } from '../../ipc/figures.ts';
import { columns } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';

/** What a file compiles to: function constants, then kernels with their arguments, then the device's limits. */
export function libraryText(
  library: DescribedLibrary,
  kernels: readonly DescribedKernel[],
  title: string,
  paint: Paint,
): string {
  const { functionConstants, limits, compileMs } = library;
  const facts = [
    formatItems(library.kernels.length, 'kernel'),
    `compiled in ${formatDuration(compileMs * 1e6)}`,
  ];
  const constants = functionConstants.map(({ index, type, name }) => [`constant(${index})`, type, name]);
  const parts = [
    `${paint('strong', title)}  ${paint('quiet', facts.join(' · '))}`,
    ...(constants.length > 0 ? [section('function constants', constants, paint)] : []),
    ...kernels.map((kernel) => kernelText(kernel, library, paint)),
    paint('quiet', limitsText(limits)),
  ];
  return parts.join('\n\n');
}

function kernelText(
  { name, arguments: list, maxThreadsPerThreadgroup }: DescribedKernel,
  { limits }: DescribedLibrary,
  paint: Paint,
): string {
  const limit = maxThreadsPerThreadgroup ?? limits.maxThreadsPerThreadgroup;
  const title = `kernel ${paint('strong', name)}  ${paint('quiet', `up to ${limit} threads per threadgroup`)}`;
  return section(title, list.map(argumentRow), paint);
}

function section(title: string, rows: readonly (readonly string[])[], paint: Paint): string {
  return [
    title,
    ...columns(rows, ['accent', 'plain', 'strong', 'quiet'], paint).map((row) => `  ${row}`),
  ].join('\n');
}

/** "buffer(0)", "device const float *", "input", "read" */
export function argumentRow({ kind, index, type, name, access }: DescribedArgument): string[] {
  const place = kind === 'position' ? kind : `${kind}(${index})`;
  return [place, type, name, access ?? ''];
}

function limitsText(limits: DescribedLibrary['limits']): string {
  const { simdWidth, maxThreadsPerThreadgroup, maxThreadgroupBytes } = limits;
  const memory = `${formatBytes(maxThreadgroupBytes)} of threadgroup memory`;
  return `limits: ${maxThreadsPerThreadgroup} threads and ${memory} per threadgroup, SIMD-groups of ${simdWidth}`;
}

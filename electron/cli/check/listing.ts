import type { DescribedArgument, DescribedKernel, DescribedLibrary } from '../../ipc/check-types.ts';
import { columns, countOf, duration } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';

/** What a file compiles to: function constants, then each kernel with its arguments, then the device's limits. */
export function libraryText(
  library: DescribedLibrary,
  kernels: readonly DescribedKernel[],
  title: string,
  paint: Paint,
): string {
  const { functionConstants, limits } = library;
  const facts = [countOf(library.kernels.length, 'kernel'), `compiled in ${duration(library.compileMs)}`];
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
  library: DescribedLibrary,
  paint: Paint,
) {
  const limit = maxThreadsPerThreadgroup ?? library.limits.maxThreadsPerThreadgroup;
  const title = `kernel ${paint('strong', name)}  ${paint('quiet', `at most ${limit} threads a threadgroup`)}`;
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

function limitsText({
  simdWidth,
  maxThreadsPerThreadgroup,
  maxThreadgroupBytes,
}: DescribedLibrary['limits']) {
  const memory = `${maxThreadgroupBytes / 1024} KiB of threadgroup memory`;
  return `limits: ${maxThreadsPerThreadgroup} threads and ${memory} a threadgroup, SIMD-groups of ${simdWidth}`;
}

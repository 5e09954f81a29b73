import type {
  CheckLaunch,
  DescribedArgument,
  DescribedKernel,
  DescribedLibrary,
} from '../../../ipc/check-types.ts';
import { UsageError } from '../../usage-error.ts';

/** The kernel with a name. Throws UsageError that lists the kernels of the file; `where` says who named it. */
export function findKernel({ kernels }: DescribedLibrary, name: string, where: string): DescribedKernel {
  const kernel = kernels.find((candidate) => candidate.name === name);
  if (kernel) return kernel;
  if (kernels.length === 0) throw new UsageError(`${where} ${name}: the file has no kernels`);
  throw new UsageError(`${where} ${name}: expected ${kernels.map((known) => known.name).join(', ')}`);
}

/** The arguments that a launch does not provide, apart from those that its function constants may gate off. */
export function missingArguments(kernel: DescribedKernel, launch: CheckLaunch): DescribedArgument[] {
  const given = { buffer: launch.buffers, threadgroup: launch.threadgroupMemory, position: undefined };
  return kernel.arguments.filter(
    ({ kind, index, isConditional }) =>
      kind !== 'position' && !isConditional && !Object.hasOwn(given[kind] ?? {}, String(index)),
  );
}

/** Throws UsageError if a launch has an index that the kernel does not, which is nearly always a slip. */
export function rejectUnknownIndices(
  kernel: DescribedKernel,
  launch: CheckLaunch,
  { functionConstants }: DescribedLibrary,
  path: string,
): void {
  const indices = (kind: DescribedArgument['kind']) =>
    kernel.arguments.filter((argument) => argument.kind === kind).map(({ index }) => index);
  const places = [
    { key: 'buffers', given: launch.buffers, expected: indices('buffer') },
    { key: 'threadgroupMemory', given: launch.threadgroupMemory, expected: indices('threadgroup') },
    { key: 'constants', given: launch.constants, expected: functionConstants.map(({ index }) => index) },
  ];
  for (const { key, given, expected } of places) {
    const unknown = Object.keys(given ?? {}).find((index) => !expected.includes(Number(index)));
    if (unknown === undefined) continue;
    const known = expected.length > 0 ? expected.join(', ') : 'none';
    throw new UsageError(`${path}: ${key}.${unknown}: kernel ${kernel.name} expects ${known}`);
  }
}

/** Notes on function constants without a value, which a GPU would require if they are used. */
export function undefinedConstants(
  { functionConstants }: DescribedLibrary,
  { constants = {} }: CheckLaunch,
): string[] {
  return functionConstants
    .filter(({ index }) => !Object.hasOwn(constants, String(index)))
    .map(({ index, type, name }) => `constant(${index}) ${type} ${name} has no value; treated as undefined`);
}

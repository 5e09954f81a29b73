import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkLaunchesSchema, checkLaunchSchema } from '../../../ipc/check-schemas.ts';
import type {
  CheckLaunch,
  DescribedArgument,
  DescribedKernel,
  DescribedLibrary,
} from '../../../ipc/check-types.ts';
import { validate } from '../../../ipc/validate.ts';
import { UsageError } from '../../usage-error.ts';

/**
 * The launches of a launch file: one object, or `{ "launches": [...] }`. Files that it names are looked for beside
 * it. Throws UsageError that names the place in the file and what is accepted there.
 */
export function readLaunches(text: string, path: string): CheckLaunch[] {
  const value = parse(text, path);
  const isList = typeof value === 'object' && value !== null && 'launches' in value;
  const result = isList
    ? validate(checkLaunchesSchema, value, 'BAD_INPUT', path)
    : validate(checkLaunchSchema, value, 'BAD_INPUT', path);
  if (!result.ok) throw new UsageError(result.error.message);
  const launches = 'launches' in result.value ? result.value.launches : [result.value];
  return launches.map((launch) => withFiles(launch, path));
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function withFiles(launch: CheckLaunch, path: string): CheckLaunch {
  const buffers = Object.entries(launch.buffers ?? {}).map(([index, contents]) => {
    if (!('file' in contents)) return [index, contents] as const;
    const file = resolve(dirname(path), contents.file);
    if (existsSync(file)) return [index, { file }] as const;
    throw new UsageError(`${path}: buffers.${index}.file = ${contents.file}: expected a file that exists`);
  });
  return { ...launch, buffers: Object.fromEntries(buffers) };
}

/** The kernel of a launch, or the one that --kernel names. Throws UsageError with those that there are. */
export function findKernel({ kernels }: DescribedLibrary, name: string, where: string): DescribedKernel {
  const kernel = kernels.find((candidate) => candidate.name === name);
  if (kernel) return kernel;
  const names = kernels.map((candidate) => candidate.name).join(', ');
  throw new UsageError(`${where} ${name}: expected ${names || 'none, for the file has no kernel'}`);
}

/** The arguments that a launch gives nothing for. */
export function missingArguments(kernel: DescribedKernel, launch: CheckLaunch): DescribedArgument[] {
  const given = { buffer: launch.buffers, threadgroup: launch.threadgroupMemory, position: undefined };
  return kernel.arguments.filter(
    ({ kind, index }) => kind !== 'position' && !Object.hasOwn(given[kind] ?? {}, String(index)),
  );
}

/** What a launch gives that the kernel has no place for, which is nearly always a slip of an index. */
export function checkSurplus(
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
    const extra = Object.keys(given ?? {}).find((index) => !expected.includes(Number(index)));
    if (extra === undefined) continue;
    const known = expected.length > 0 ? expected.join(', ') : 'none';
    throw new UsageError(`${path}: ${key}.${extra}: kernel ${kernel.name} expects ${known}`);
  }
}

/** Function constants that a launch gives no value, which a GPU would want when they are used. */
export function undefinedConstants(
  { functionConstants }: DescribedLibrary,
  { constants = {} }: CheckLaunch,
): string[] {
  return functionConstants
    .filter(({ index }) => !Object.hasOwn(constants, String(index)))
    .map(
      ({ index, type, name }) => `constant(${index}) ${type} ${name} has no value, and counts as not defined`,
    );
}

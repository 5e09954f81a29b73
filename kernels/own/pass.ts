import { DEVICE_LIMITS } from '../device.ts';
import type { Problem } from '../families.ts';
import type { Family } from '../family.ts';
import { fieldValues } from '../field.ts';
import type { Pass } from '../program.ts';
import { type ReadArgument, readArguments, readConstants } from './arguments.ts';
import type { DescribedPass, KernelDescriptor } from './descriptor.ts';
import type { Read, Reader } from './reader.ts';
import type { Scope } from './scope.ts';

/** What a pass has from the file that its descriptor is in. */
export interface Surroundings extends Pick<KernelDescriptor, 'languageVersion'> {
  /** The MSL of each file. */
  readonly texts: Readonly<Record<string, string>>;
  /** The file of passes that name none. */
  readonly source: string;
}

/** A pass that was parsed. */
export interface ReadPass {
  readonly arguments: readonly ReadArgument[];
  pass(scope: Scope, problem: Problem): Pass;
}

const FIELD = /\{(\w+)\}/g;

/** Reads a pass of a descriptor, which stands at a path there. */
export function readPass(
  path: string,
  described: DescribedPass,
  family: Family<Problem>,
  { texts, source: usual, languageVersion = '3.1' }: Surroundings,
  reader: Reader,
): ReadPass {
  const { source = usual } = described;
  const text = texts[source];
  if (text === undefined) reader.expect(`${path}.source`, source, Object.keys(texts).join(', '));
  for (const [, name = ''] of described.kernel.matchAll(FIELD)) {
    if (Object.hasOwn(family.fields, name)) continue;
    reader.expect(
      `${path}.kernel`,
      described.kernel,
      `names of ${Object.keys(family.fields).join(', ')} in braces`,
    );
  }
  const args = readArguments(path, described, reader);
  const constants = readConstants(path, described, reader);
  const isOfThreads = described.grid !== undefined;
  const grid = reader.amounts(
    `${path}.${isOfThreads ? 'grid' : 'threadgroups'}`,
    described.grid ?? described.threadgroups ?? [],
  );
  const threads = reader.amounts(`${path}.threadsPerThreadgroup`, described.threadsPerThreadgroup);
  return {
    arguments: args,
    pass(scope, problem) {
      const threadsPerThreadgroup = threadsOf(path, threads, scope);
      const [x, y, z] = scope.extent(grid);
      const [width, height, depth] = threadsPerThreadgroup;
      const fields = fieldValues(family.complete(problem));
      return {
        kernel: {
          source: text ?? '',
          functionName: described.kernel.replace(FIELD, (_, name) => String(fields[name])),
          constants: constants(scope),
          languageVersion,
        },
        bindings: args.map(({ bind }) => bind(scope)),
        threadgroups: isOfThreads
          ? [Math.ceil(x / width), Math.ceil(y / height), Math.ceil(z / depth)]
          : [x, y, z],
        threadsPerThreadgroup,
        ...(isOfThreads && { gridThreads: [x, y, z] }),
        threadgroupBytes: null,
        registers: null,
      };
    },
  };
}

function threadsOf(path: string, reads: readonly Read[], scope: Scope): Pass['threadsPerThreadgroup'] {
  const extent = scope.extent(reads);
  const count = extent[0] * extent[1] * extent[2];
  const most = DEVICE_LIMITS.threadsPerThreadgroup.value;
  if (count > most) {
    const parameter = `${path}.threadsPerThreadgroup`;
    scope.issues.push({ parameter, value: extent.join(' × '), expected: `at most ${most} in all` });
  }
  return extent;
}

import { DEVICE_LIMITS } from '../device.ts';
import type { Problem } from '../families.ts';
import type { Family } from '../family.ts';
import { fieldValues } from '../field.ts';
import type { Layout } from '../layout.ts';
import type { Extent3, Kernel, Pass, ProgramBuffer } from '../program.ts';
import type { ReadArgument } from './arguments.ts';
import type { KernelDescriptor } from './descriptor.ts';
import type { Read, Reader } from './reader.ts';
import type { Scope } from './scope.ts';

/** What a pass has from the file that its descriptor is in. */
export interface Surroundings extends Pick<KernelDescriptor, 'languageVersion'> {
  readonly family: Family<Problem>;
  /** The MSL of each file. */
  readonly texts: Readonly<Record<string, string>>;
  /** The file of passes that name none. */
  readonly source: string;
  /** Lines that define the macros of every text. */
  macros(scope: Scope): string;
}

/** What passes are made for. */
export interface Situation {
  readonly scope: Scope;
  readonly problem: Problem;
  readonly buffers: readonly ProgramBuffer[];
  /** Those of the family. */
  readonly layouts: Readonly<Record<string, Layout>>;
}

/** A pass that was parsed. */
export interface ReadPass {
  readonly arguments: readonly Pick<ReadArgument, 'buffer'>[];
  passes(situation: Situation): Pass[];
}

/** The text of a file that a descriptor names at a path. */
export function readText(
  path: string,
  file: string,
  { texts }: Pick<Surroundings, 'texts'>,
  reader: Reader,
): string {
  const text = Object.hasOwn(texts, file) ? texts[file] : undefined;
  if (text === undefined) reader.expect(path, file, Object.keys(texts).join(', '));
  return text ?? '';
}

/** A text whose lines the compiler counts as those of its file, whatever comes before. */
export function linesOf(file: string, text: string): string {
  return `#line 1 "${file}"\n${text}`;
}

/** The text of a file with macros before it. */
export function withMacros(macros: string, file: string, text: string): string {
  return macros === '' ? text : macros + linesOf(file, text);
}

const FIELD = /\{(\w+)\}/g;

/** The name of a function, in which `{dtype}` stands for the value of that field. */
export function readFunctionName(
  path: string,
  text: string,
  { fields, complete }: Family<Problem>,
  reader: Reader,
): (problem: Problem) => string {
  for (const [, name = ''] of text.matchAll(FIELD)) {
    if (Object.hasOwn(fields, name)) continue;
    reader.expect(path, text, `names of ${Object.keys(fields).join(', ')} in braces`);
  }
  return (problem) => {
    const values = fieldValues(complete(problem));
    return text.replace(FIELD, (_, name) => String(values[name]));
  };
}

/** The threads of a threadgroup at a path, of which there are no more than a device has. */
export function threadgroupOf(path: string, reads: readonly Read[], scope: Scope): Extent3 {
  const extent = scope.extent(reads);
  const count = extent[0] * extent[1] * extent[2];
  const most = DEVICE_LIMITS.threadsPerThreadgroup.value;
  if (count > most)
    scope.issues.push({ parameter: path, value: extent.join(' × '), expected: `at most ${most} in all` });
  return extent;
}

/** A pass of so many threads. */
export function passOfThreads(
  kernel: Kernel,
  bindings: Pass['bindings'],
  [x, y, z]: Extent3,
  threadsPerThreadgroup: Extent3,
): Pass {
  const [width, height, depth] = threadsPerThreadgroup;
  return {
    kernel,
    bindings,
    threadgroups: [Math.ceil(x / width), Math.ceil(y / height), Math.ceil(z / depth)],
    gridThreads: [x, y, z],
    threadsPerThreadgroup,
    threadgroupBytes: null,
    registers: null,
  };
}

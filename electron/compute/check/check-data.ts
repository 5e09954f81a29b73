import { readFile } from 'node:fs/promises';
import {
  ELEMENT_TYPES_HINT,
  type ElementType,
  elementType,
  readNumbers,
  structBytes,
  writeNumbers,
} from '../../../kernels/index.ts';
import type { BufferContents, ExpectedContents, Mismatch, StructField } from '../../ipc/check-types.ts';
import { createRandom } from '../../ipc/random.ts';
import { normalData } from '../contenders/data.ts';
import { ComputeError } from '../failure.ts';

/** Random integers are below this: they fit into every type, and there are enough to tell elements apart. */
const RANDOM_LIMIT = 128;
const DEFAULT_SEED = 1;
const MAX_EXAMPLES = 4;
/** Allows for rounding to the buffer's type in another order; integers have a tolerance of 0. */
const DEFAULT_TOLERANCE = 1e-5;

/** The bytes of a buffer; `purpose` keeps random buffers of one seed apart. Throws ComputeError BAD_INPUT. */
export async function bytesOf(contents: BufferContents, purpose: string): Promise<Uint8Array> {
  if ('file' in contents) return fileBytes(contents.file);
  if ('struct' in contents) return bytesOfStruct(contents.struct);
  const type = knownType(contents.type);
  const numbers = 'values' in contents ? contents.values.map(Number) : await filled(contents, type, purpose);
  const bytes = new Uint8Array((numbers.length / type.lanes) * type.sizeBytes);
  writeNumbers(bytes, 0, type, numbers);
  return bytes;
}

async function fileBytes(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new ComputeError('BAD_INPUT', `${path} could not be read: ${error.message}`);
  });
  if (bytes.byteLength === 0) throw new ComputeError('BAD_INPUT', `${path} is empty`);
  return bytes;
}

async function filled(
  { fill, count, seed = DEFAULT_SEED }: Extract<BufferContents, { fill: unknown }>,
  { lanes, isReal, scalar }: ElementType,
  purpose: string,
): Promise<ArrayLike<number>> {
  const length = count * lanes;
  if (fill === 'random' && isReal) return normalData(length, seed, purpose);
  const numbers = new Float64Array(length);
  if (fill === 'random') {
    const random = createRandom(seed, purpose);
    return numbers.map(() => random.below(scalar === 'bool' ? 2 : RANDOM_LIMIT));
  }
  if (fill === 'index') return numbers.map((_, index) => index);
  return fill === 'zero' ? numbers : numbers.fill(Number(fill));
}

function bytesOfStruct(fields: readonly StructField[]): Uint8Array {
  const members = fields.map(({ name, type: text, value }) => {
    const type = knownType(text);
    const numbers = [value].flat().map(Number);
    if (numbers.length === type.lanes) return { type, numbers };
    const found = `${numbers.length} ${numbers.length === 1 ? 'value' : 'values'}`;
    throw new ComputeError('BAD_INPUT', `member ${name ?? text}: ${found}, but ${text} has ${type.lanes}`);
  });
  return structBytes(members);
}

/** How the contents of a buffer differ from the expected ones; null when they do not. */
export async function compare(
  buffer: number,
  found: ArrayBuffer,
  expected: ExpectedContents,
): Promise<Mismatch | null> {
  const type = knownType(expected.type);
  const { tolerance = type.isReal ? DEFAULT_TOLERANCE : 0 } = expected;
  const wanted = await bytesOf(expected, `expect ${buffer}`);
  if (wanted.byteLength > found.byteLength) {
    const message = `expect.${buffer} has ${wanted.byteLength} bytes, but the buffer has ${found.byteLength}`;
    throw new ComputeError('BAD_INPUT', message);
  }
  const [before, after] = [readNumbers(wanted, type), readNumbers(new Uint8Array(found), type)];
  const examples: Mismatch['examples'] = [];
  let wrong = 0;
  before.forEach((expectedNumber, position) => {
    const foundNumber = after[position] ?? Number.NaN;
    if (isClose(foundNumber, expectedNumber, tolerance)) return;
    wrong++;
    if (examples.length === MAX_EXAMPLES) return;
    examples.push({ position, expected: inJson(expectedNumber), found: inJson(foundNumber) });
  });
  return wrong > 0 ? { buffer, wrong, total: before.length, examples } : null;
}

function isClose(found: number, expected: number, tolerance: number): boolean {
  // Infinities have no difference, and NaN is expected to be NaN.
  if (Object.is(found, expected) || found === expected) return true;
  return Math.abs(found - expected) <= tolerance * (1 + Math.abs(expected));
}

function inJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** Schemas only let known types through; this is for the compiler, and for callers without a schema. */
function knownType(text: string): ElementType {
  const type = elementType(text);
  if (!type) throw new ComputeError('BAD_INPUT', `type = ${text}: expected ${ELEMENT_TYPES_HINT}`);
  return type;
}

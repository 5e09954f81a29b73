import type { DType } from '../msl/dtype.ts';
import { isWholeType } from '../msl/dtype.ts';
import type { Read, Reader } from '../own/reader.ts';
import type { CustomDefinition, DefinedBuffer } from './definition.ts';
import { type Formulas, readFormulas } from './formula.ts';

export interface ReadBuffer {
  readonly name: string;
  /** Null for that of the problem. */
  readonly dtype: DType | null;
  readonly role: 'input' | 'output' | 'inout';
  readonly shape: readonly Read[];
  readonly draw: 'normal' | 'positive' | { readonly from: Read; readonly below: Read };
}

/** A definition whose expressions were parsed. */
export interface ReadDefinition {
  readonly buffers: readonly ReadBuffer[];
  readonly conditions: readonly Read[];
  /** Null if a kernel is trusted. */
  readonly formulas: Formulas | null;
  /** Null for what follows from the buffers. */
  readonly flops: Read | null;
  readonly bytes: Read | null;
}

/** What is no name of an extent: problems have other fields of these names. */
const FIELDS = ['op', 'dtype'];
/** Every object has something by these names: `constructor`, `toString`. */
const isInherited = (name: string) => name in Object.prototype;

/** Reads a definition, whose issues go to the reader; it has to know the names of the extents. */
export function readDefinition(definition: CustomDefinition, reader: Reader): ReadDefinition {
  const { extents, buffers, requires = [], outputs, trusted, flops, bytes } = definition;
  for (const [name, { min = 1, max, default: usual = min }] of Object.entries(extents)) {
    if (FIELDS.includes(name.toLowerCase()) || isInherited(name))
      reader.expect('extents', name, 'the name of an extent');
    if (max !== undefined && max < min) reader.expect(`extents.${name}.max`, max, `at least ${min}`);
    if (usual < min || usual > (max ?? usual))
      reader.expect(`extents.${name}.default`, usual, `a number from ${min} to ${max}`);
  }
  const isWritten = Object.values(buffers).some(({ role }) => role === 'output' || role === 'inout');
  if (!isWritten)
    reader.expect('buffers', Object.keys(buffers).join(', '), 'one with the role output or inout');
  if ((outputs === undefined) === (trusted === undefined))
    reader.expect('outputs', undefined, 'either "outputs", with formulas, or "trusted", a kernel');
  return {
    buffers: Object.entries(buffers).map(([name, buffer]) => readBuffer(name, buffer, definition, reader)),
    conditions: requires.map((text, index) => reader.amount(`requires[${index}]`, text, 'condition')),
    formulas: outputs ? readFormulas(definition, reader) : null,
    flops: flops === undefined ? null : reader.amount('flops', flops),
    bytes: bytes === undefined ? null : reader.amount('bytes', bytes),
  };
}

function readBuffer(
  name: string,
  { shape, dtype, role = 'input', draw }: DefinedBuffer,
  { extents, dtypes = ['f32'] }: CustomDefinition,
  reader: Reader,
): ReadBuffer {
  const path = `buffers.${name}`;
  if (Object.keys(extents).includes(name)) reader.expect(path, name, 'a name that no extent has');
  if (isInherited(name)) reader.expect(path, name, 'the name of a buffer');
  const mayBeWhole = dtype ? isWholeType(dtype) : dtypes.some(isWholeType);
  if (mayBeWhole && role !== 'output' && typeof draw !== 'object')
    reader.expect(`${path}.draw`, draw, '{"from": 0, "below": n}, since its numbers are whole');
  const read = { name, dtype: dtype ?? null, role, shape: reader.amounts(`${path}.shape`, shape) };
  if (typeof draw !== 'object') return { ...read, draw: draw ?? 'normal' };
  const from = reader.amount(`${path}.draw.from`, draw.from ?? 0);
  return { ...read, draw: { from, below: reader.amount(`${path}.draw.below`, draw.below) } };
}

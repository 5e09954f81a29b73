import { DEVICE_LIMITS } from '../device.ts';
import { structBytes } from '../msl/element-bytes.ts';
import { ELEMENT_TYPES_HINT, type ElementType, elementType } from '../msl/element-types.ts';
import { SCALAR_RANGES } from '../msl/scalar-codec.ts';
import type { Binding, FunctionConstant } from '../program.ts';
import type {
  Amount,
  DescribedArgument,
  DescribedConstant,
  DescribedValue,
  MetalPass,
} from './descriptor.ts';
import type { Situation } from './launch.ts';
import { isCondition, type Read, type Reader } from './reader.ts';
import type { Scope } from './scope.ts';
import { readTensor } from './tensor-argument.ts';

/** Metal passes threadgroup memory in units of so many bytes. */
const UNIT_BYTES = 16;

/** An argument that was parsed: what it binds in a problem. */
export interface ReadArgument {
  /** Where the buffer is named that it binds, for one that binds any. */
  readonly buffer: { readonly path: string; readonly name: string } | null;
  bind(situation: Situation): Binding;
}

/** The arguments of a pass. */
export function readArguments(path: string, pass: MetalPass, reader: Reader): ReadArgument[] {
  const buffers = Object.entries(pass.buffers ?? {}).map(([index, argument]) =>
    readBuffer(`${path}.buffers.${index}`, Number(index), argument, reader),
  );
  const memory = Object.entries(pass.threadgroupMemory ?? {}).map(([index, bytes]): ReadArgument => {
    const read = reader.amount(`${path}.threadgroupMemory.${index}`, bytes);
    // Metal wants whole units, and does not mind more than is asked for.
    const units = (scope: Scope) =>
      Math.ceil(scope.whole(read, 1, DEVICE_LIMITS.threadgroupBytes.value) / UNIT_BYTES);
    return {
      buffer: null,
      bind: ({ scope }) => ({ index: Number(index), threadgroupBytes: units(scope) * UNIT_BYTES }),
    };
  });
  return [...buffers, ...memory];
}

function readBuffer(path: string, index: number, argument: DescribedArgument, reader: Reader): ReadArgument {
  if (typeof argument === 'string')
    return { buffer: { path, name: argument }, bind: () => ({ index, buffer: argument }) };
  if ('tensor' in argument) return readTensor(path, index, argument, reader);
  const isStruct = 'struct' in argument;
  const members = (isStruct ? argument.struct : [argument]).map((member, place) =>
    readValue(isStruct ? `${path}.struct[${place}]` : path, member, reader),
  );
  const bind: ReadArgument['bind'] = ({ scope }) => {
    const bytes = structBytes(members.flatMap((member) => member?.(scope) ?? []));
    return { index, words: wordsOf(bytes) };
  };
  return { buffer: null, bind };
}

type MemberReader = (scope: Scope) => { type: ElementType; numbers: number[] };

/** A value of a Metal type; null if there is no such type. */
function readValue(path: string, { type: name, value }: DescribedValue, reader: Reader): MemberReader | null {
  const type = elementType(name);
  const isList = typeof value === 'object';
  const amounts: readonly Amount[] = isList ? value : [value];
  const reads = amounts.map((amount, lane) =>
    reader.amount(`${path}.value${isList ? `[${lane}]` : ''}`, amount),
  );
  if (!type) {
    reader.expect(`${path}.type`, name, ELEMENT_TYPES_HINT);
    return null;
  }
  if (reads.length !== type.lanes)
    reader.expect(`${path}.value`, JSON.stringify(value), `${type.lanes} for ${name}`);
  return (scope) => ({ type, numbers: reads.map((read) => numberOf(read, type, scope)) });
}

/** A number or a list of them, one after the other, as an argument's 32-bit words. Whole ones may be conditions: 1 or 0. */
export function readNumbers(
  path: string,
  name: string,
  value: Amount | readonly Amount[],
  reader: Reader,
): (scope: Scope) => number[] {
  const type = elementType(name);
  if (!type) throw new Error(`"${name}" is no type of Metal's`);
  const readOne = (at: string, amount: Amount) =>
    reader.amount(at, amount, !type.isReal && isCondition(amount) ? 'condition' : 'number');
  const reads =
    typeof value === 'object'
      ? value.map((amount, index) => readOne(`${path}[${index}]`, amount))
      : [readOne(path, value)];
  return (scope) =>
    wordsOf(structBytes(reads.map((read) => ({ type, numbers: [numberOf(read, type, scope)] }))));
}

function numberOf(read: Read, { isReal, scalar }: ElementType, scope: Scope): number {
  return isReal ? scope.number(read) : scope.whole(read, ...SCALAR_RANGES[scalar]);
}

/** Bytes as 32-bit words, the last one filled with zeros. */
function wordsOf(bytes: Uint8Array): number[] {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  return Array.from({ length: padded.length / 4 }, (_, word) => view.getUint32(4 * word, true));
}

/** The function constants of a pass. */
export function readConstants(
  path: string,
  { constants = {} }: MetalPass,
  reader: Reader,
): (scope: Scope) => Record<number, FunctionConstant> {
  const reads = Object.entries(constants).map(([index, constant]) => {
    return [index, readConstant(`${path}.constants.${index}.value`, constant, reader)] as const;
  });
  return (scope) => Object.fromEntries(reads.map(([index, constant]) => [index, constant(scope)]));
}

function readConstant(path: string, { type, value }: DescribedConstant, reader: Reader) {
  const read = reader.amount(path, value, type === 'bool' ? 'condition' : 'number');
  return (scope: Scope): FunctionConstant => {
    if (type === 'bool') return { type, value: scope.number(read) !== 0 };
    return { type, value: type === 'float' ? scope.number(read) : scope.whole(read, ...SCALAR_RANGES[type]) };
  };
}

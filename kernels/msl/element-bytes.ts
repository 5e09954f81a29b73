import type { ElementType } from './element-types.ts';
import { scalarCodec } from './scalar-codec.ts';
import { structLayout } from './struct-layout.ts';

/** The numbers of a member of a struct: as many as its type has lanes. */
export interface MemberNumbers {
  readonly type: ElementType;
  readonly numbers: ArrayLike<number>;
}

/** The bytes of a struct, with its members where Metal has them. */
export function structBytes(members: readonly MemberNumbers[]): Uint8Array<ArrayBuffer> {
  const { offsets, sizeBytes } = structLayout(members.map(({ type }) => type));
  const bytes = new Uint8Array(sizeBytes);
  for (const [index, { type, numbers }] of members.entries()) {
    writeNumbers(bytes, offsets[index] ?? 0, type, numbers);
  }
  return bytes;
}

/** Writes numbers as elements of a type, lane by lane, from a byte on. */
export function writeNumbers(
  bytes: Uint8Array,
  start: number,
  type: ElementType,
  numbers: ArrayLike<number>,
): void {
  const { write } = scalarCodec(type.scalar);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let index = 0; index < numbers.length; index++) {
    write(view, start + placeOf(index, type), numbers[index] as number);
  }
}

/** The numbers of all whole elements of a type, lane by lane. */
export function readNumbers(bytes: Uint8Array, type: ElementType): Float64Array {
  const { read } = scalarCodec(type.scalar);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const count = Math.floor(bytes.byteLength / type.sizeBytes) * type.lanes;
  return Float64Array.from({ length: count }, (_, index) => read(view, placeOf(index, type)));
}

function placeOf(index: number, { lanes, sizeBytes, scalarBytes }: ElementType): number {
  return Math.floor(index / lanes) * sizeBytes + (index % lanes) * scalarBytes;
}

import type { ElementType } from './element-types.ts';

/** The offsets of a struct's members, and its size. */
interface StructLayout {
  /** In bytes, one per member. */
  readonly offsets: readonly number[];
  readonly sizeBytes: number;
}

/** Members at multiples of their alignment, the size a multiple of the largest alignment: the rules of C and Metal. */
export function structLayout(members: readonly Pick<ElementType, 'sizeBytes' | 'alignment'>[]): StructLayout {
  let end = 0;
  const offsets = members.map(({ sizeBytes, alignment }) => {
    const offset = roundUp(end, alignment);
    end = offset + sizeBytes;
    return offset;
  });
  return { offsets, sizeBytes: roundUp(end, Math.max(1, ...members.map(({ alignment }) => alignment))) };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

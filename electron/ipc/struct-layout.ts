import type { ElementType } from './element-types.ts';

/** Where the members of a struct lie, and how large it is. */
export interface StructLayout {
  /** In bytes, one for each member. */
  readonly offsets: readonly number[];
  readonly sizeBytes: number;
}

/** Members at multiples of their alignment, the whole a multiple of the largest: C's rules, which are Metal's. */
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

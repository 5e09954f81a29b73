import type { Draw } from './family.ts';
import type { Issue } from './issue.ts';

/** The largest buffer in elements: 1 GiB of f32. Offsets fit into a uint with room to spare. */
export const LARGEST_ELEMENTS = 2 ** 28;

/** The layout of a matrix in memory, or of a batch of them, in elements. */
export interface Layout {
  /** Rows and columns in memory: exchanged if the operand is transposed. */
  readonly rows: number;
  readonly columns: number;
  /** From one row to the next. */
  readonly leading: number;
  /** From one member of the batch to the next. */
  readonly stride: number;
  readonly batch: number;
  /** Elements of the whole buffer. */
  readonly elements: number;
}

/** A layout, dense unless a leading dimension or a stride is given. */
export function layoutOf(
  [rows, columns]: readonly [number, number],
  { leading = columns, stride = rows * leading, batch }: { leading?: number; stride?: number; batch: number },
): Layout {
  // The buffer ends with the last row of the last member: its padding is not read.
  const elements = (batch - 1) * stride + (rows - 1) * leading + columns;
  return { rows, columns, leading, stride, batch, elements };
}

/**
 * What is wrong with a layout: rows or members that overlap, or too many elements.
 * @param isShared whether all members may be one, with a stride of 0
 */
export function checkLayout(
  name: string,
  { rows, columns, leading, stride, batch, elements }: Layout,
  isShared: boolean,
): Issue[] {
  if (leading < columns) {
    const expected = `at least the ${columns} elements of a row of ${name}`;
    return [{ parameter: `ld${name.toLowerCase()}`, value: leading, expected }];
  }
  const span = (rows - 1) * leading + columns;
  if (stride < span && !(isShared && stride === 0) && batch > 1) {
    const expected = `at least the ${span} elements of one ${name}${isShared ? ', or 0' : ''}`;
    return [{ parameter: `stride${name}`, value: stride, expected }];
  }
  if (elements <= LARGEST_ELEMENTS) return [];
  const expected = `at most ${LARGEST_ELEMENTS} elements in one buffer`;
  return [{ parameter: name, value: elements, expected }];
}

/**
 * Numbers for a buffer, normal ones by default, with NaN between the rows of a matrix, so that a kernel that uses what
 * is there is found out. Null if nothing is there.
 */
export function paddedData(
  { rows, columns, leading, stride, batch, elements }: Layout,
  draw: Draw,
): Float32Array | null {
  if (elements === batch * rows * columns) return null;
  const values = draw.normal(elements);
  for (let index = 0; index < elements; index++) {
    const inMember = stride === 0 || batch === 1 ? index : index % stride;
    if (inMember % leading >= columns || inMember >= rows * leading) values[index] = Number.NaN;
  }
  return values;
}

import type { FloatDType } from '../msl/dtype.ts';
import type { Pass } from '../program.ts';
import { directPass } from './direct.ts';

/** The rows of a matrix in a buffer. */
export interface Rows {
  readonly buffer: string;
  readonly dtype: FloatDType;
  /** Elements from one row to the next, and from one member of the batch to the next. */
  readonly leading: number;
  readonly stride: number;
}

/** Copies `rows` by `columns` elements of each of `batch` members from one data type to another. */
export function castPass(
  from: Rows,
  to: Rows,
  { rows, columns, batch }: { rows: number; columns: number; batch: number },
): Pass {
  const operation = from.dtype === to.dtype ? 'copy' : 'cast';
  return directPass(
    { operation, dtype: from.dtype, dtypeY: to.dtype, activation: 'none' },
    {
      members: batch,
      rows,
      columns,
      x: [from.stride, from.leading, 1],
      y: [to.stride, to.leading, 1],
    },
    { width: 4, threads: 256, across: 256 },
    { X: from.buffer, Y: to.buffer },
  );
}

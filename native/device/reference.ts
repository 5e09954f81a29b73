import { availableParallelism } from 'node:os';
import { NativeError } from '../error.ts';
import type { AttentionHead, Float64Matrix, HeadProduct, HeadSums, Native } from '../types.ts';
import { addon } from './addon.ts';
import { cancellable } from './execute.ts';
import { coded } from './validation.ts';

const NONE = new Float64Array();

export const referenceMethods = {
  attend: (head, products, { signal } = {}) =>
    coded(async () => {
      checkHead(head);
      const wanted = products.map((product) => ({ product, sums: sumsOf(head, product) }));
      const { queries, keys, mask, slopes } = head;
      const request = {
        threads: availableParallelism(),
        queries: queries.rows,
        keys: keys.rows,
        depth: queries.columns,
        queryRows: queries.data,
        keyRows: keys.data,
        ...mask,
        slopeDepth: slopes?.rows.columns ?? 0,
        slopeRows: slopes?.rows.data ?? null,
        slopeColumns: slopes?.columns.data ?? null,
        slopeScale: slopes?.scale ?? 0,
        products: wanted.map(({ product: { of, over, right, rightSquares }, sums }) => ({
          ofSlopes: of === 'slopes',
          overQueries: over === 'queries',
          width: right.columns,
          right: right.data,
          rightSquares: rightSquares?.data ?? null,
          sums: sums.values,
          squareSums: rightSquares ? sums.squares : null,
        })),
      };
      await cancellable(signal, (flag) => addon().solveHead(request, flag));
      return wanted.map(({ sums }) => sums);
    }),
} satisfies Partial<Native>;

/** Zeros for a product. Throws NativeError BAD_ARGUMENT. */
function sumsOf({ queries, keys, slopes }: AttentionHead, product: HeadProduct): HeadSums {
  const { of, over, right, rightSquares } = product;
  if (of === 'slopes' && !slopes) {
    throw new NativeError('BAD_ARGUMENT', 'of = slopes: expected a head with slopes');
  }
  const [terms, rows] = over === 'keys' ? [keys.rows, queries.rows] : [queries.rows, keys.rows];
  checkShape('right', right, terms, right.columns);
  if (rightSquares) checkShape('rightSquares', rightSquares, terms, right.columns);
  const count = rows * right.columns;
  return { values: new Float64Array(count), squares: rightSquares ? new Float64Array(count) : NONE };
}

function checkHead({ queries, keys, mask, slopes }: AttentionHead): void {
  checkShape('queries', queries, queries.rows, queries.columns);
  checkShape('keys', keys, keys.rows, queries.columns);
  if (slopes) {
    checkShape('slopes.rows', slopes.rows, queries.rows, slopes.rows.columns);
    checkShape('slopes.columns', slopes.columns, keys.rows, slopes.rows.columns);
  }
  const { entries, entryRows } = mask;
  const last = entryRows.reduce((most, row) => Math.max(most, row), 0);
  if (!entries || entries.length >= (last + 1) * keys.rows) return;
  throw new NativeError('BAD_ARGUMENT', `mask.entries: expected ${last + 1} rows of ${keys.rows}`);
}

/** Throws NativeError BAD_ARGUMENT. */
function checkShape(
  name: string,
  { rows, columns, data }: Float64Matrix,
  height: number,
  width: number,
): void {
  const isRight = rows === height && columns === width && rows >= 1 && columns >= 1;
  if (isRight && data.length >= rows * columns) return;
  throw new NativeError('BAD_ARGUMENT', `${name} = ${rows}×${columns}: expected ${height}×${width} elements`);
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExpectedOutput, ExpectedRow, Reference } from '../../kernels/index.ts';
import { createRandom } from './random.ts';

/** Multiply-adds spent on checking element by element: the whole of a product of 512³, about a third of a second. */
const WORK_BUDGET = 2 ** 27;
/** Reference elements kept: 64 MiB for the values and their scales. */
const ELEMENTS_KEPT = 2 ** 22;
/** At least this many rows of each output are checked element by element, however large the problem. */
const MIN_ROWS = 4;
/** Multiply-adds between two turns of the event loop, so that a cancellation gets through. */
const WORK_PER_TURN = 2 ** 25;

/** What verify() compares one output of a problem with. */
export interface Expectation {
  readonly output: ExpectedOutput;
  /** Rows that are checked element by element, always including the first and the last. */
  readonly rows: ReadonlyMap<number, ExpectedRow>;
  /**
   * The output times a random vector of ±1 (Freivalds), one value per row: it covers every element of an output that
   * is too large to check element by element. Null when `rows` has all rows, or the family has no projection.
   */
  readonly projection: (ExpectedRow & { readonly signs: Float64Array }) | null;
}

/** Computes what every output should be: all of it where that is affordable, else sampled rows and a projection. */
export async function computeExpectations(reference: Reference, seed: number): Promise<Expectation[]> {
  const { outputs, projection } = reference;
  const pause = createPause();
  const expectations: Expectation[] = [];
  for (const [index, output] of outputs.entries()) {
    const rows = new Map<number, ExpectedRow>();
    for (const row of chooseRows(output, outputs.length, seed)) {
      rows.set(row, output.row(row));
      await pause(output.rowCost);
    }
    // A family's projection is of its first output.
    const isProjected = projection !== undefined && index === 0 && rows.size < output.rows;
    const signs = isProjected ? randomSigns(output.columns, seed) : null;
    expectations.push({
      output,
      rows,
      projection: signs && projection ? { signs, ...projection(signs) } : null,
    });
  }
  return expectations;
}

/** All rows of one of several outputs, or as many as the budgets allow: first, last, and random ones between. */
export function chooseRows(
  { buffer, rows, columns, rowCost }: Pick<ExpectedOutput, 'buffer' | 'rows' | 'columns' | 'rowCost'>,
  outputs: number,
  seed: number,
): number[] {
  const affordable = Math.floor(Math.min(WORK_BUDGET / rowCost, ELEMENTS_KEPT / columns) / outputs);
  const count = Math.min(rows, Math.max(MIN_ROWS, affordable));
  if (count === rows) return Array.from({ length: rows }, (_, row) => row);
  const random = createRandom(seed, `rows of ${buffer} ${rows}`);
  const chosen = new Set([0, rows - 1]);
  while (chosen.size < count) chosen.add(random.below(rows));
  return [...chosen].sort((x, y) => x - y);
}

function randomSigns(count: number, seed: number): Float64Array {
  const random = createRandom(seed, `signs of ${count}`);
  return Float64Array.from({ length: count }, () => (random.unit() < 0.5 ? -1 : 1));
}

/** Counts work, and yields to the event loop whenever enough was done. */
export function createPause(): (work: number) => Promise<void> {
  let done = 0;
  return async (work) => {
    done += work;
    if (done < WORK_PER_TURN) return;
    done = 0;
    await nextTurn();
  };
}

import {
  type ExpectedOutput,
  type ExpectedRows,
  type Fold,
  type Reference,
  type RowCost,
  range,
} from '../../kernels/index.ts';
import { createRandom } from '../ipc/random.ts';
import type { Verification } from '../ipc/types.ts';
import { type Multiplier, plainMultiplier } from './products.ts';

/** Reference elements kept, or sums of folded ones: 256 MiB for the values and their scales. */
const ELEMENTS_KEPT = 2 ** 24;
/** Rows of a projected output that are also checked element by element: a failure there names the element. */
const ROWS_BESIDE_PROJECTION = 16;
/** At least this many rows are checked element by element, however large the problem. */
const LEAST_ROWS = 4;
/** Columns folded into one sum: a wrong element shows if it is off by more than four tolerances. */
const LEAST_WIDTH = 16;
/** Elements computed at a time where they are folded and not kept. */
const CHUNK = 2 ** 22;

/** What verify() compares one output of a problem with. */
export interface Expectation {
  readonly output: ExpectedOutput;
  /** Rows that are checked element by element, in ascending order, always including the first and the last. */
  readonly rows: readonly number[];
  readonly expected: ExpectedRows;
  /** Sums of signed neighbours, for all rows; null if the rows above are all, or all that is affordable. */
  readonly projection: (ExpectedRows & { readonly fold: Fold }) | null;
  /** Computes one more row. */
  row(row: number): Promise<ExpectedRows>;
}

/**
 * Computes what every output should be. All of it, if the multiplier can afford that: element by element if so much can
 * be kept, and otherwise as folded sums. A product without an activation has folded sums that cost next to nothing, so
 * it has them at any size; those of attention cost half as much as its elements. What else is too large is computed in a
 * sample of rows.
 */
export async function computeExpectations(
  { outputs }: Reference,
  seed: number,
  multiplier: Multiplier = plainMultiplier(),
): Promise<Expectation[]> {
  const expectations: Expectation[] = [];
  for (const output of outputs) {
    const rows = chooseRows(output, outputs, seed, multiplier);
    const isProjected = coverageOf(output, outputs, multiplier) === 'projection';
    const projection = isProjected ? await project(output, outputs, seed, multiplier) : null;
    const some = projection ? thinned(rows, output.rowsTogether) : rows;
    const compute = (these: readonly number[]) => output.compute(these, multiplier);
    expectations.push({
      output,
      rows: some,
      expected: await compute(some),
      projection,
      row: (row) => compute([row]),
    });
  }
  return expectations;
}

type Sized = Pick<
  ExpectedOutput,
  'buffer' | 'rows' | 'columns' | 'rowCost' | 'rowsTogether' | 'project' | 'projectedRowCost'
>;

/** All rows of one of several outputs, or as many as the budgets allow: first, last, and random ones between. */
export function chooseRows(
  output: Sized,
  outputs: readonly Sized[],
  seed: number,
  multiplier: Multiplier,
): number[] {
  const { buffer, rows, rowsTogether = 1 } = output;
  const affordable = affordableRows(output, outputs, multiplier);
  if (affordable >= rows) return range(0, rows);
  const units = Math.ceil(rows / rowsTogether);
  const least = Math.ceil(LEAST_ROWS / rowsTogether);
  const count = Math.min(units, Math.max(2, least, Math.floor(affordable / rowsTogether)));
  const random = createRandom(seed, `rows of ${buffer} ${rows}`);
  const chosen = new Set([0, units - 1]);
  while (chosen.size < count) chosen.add(random.below(units));
  return [...chosen].sort((x, y) => x - y).flatMap((unit) => range(unit * rowsTogether, rowsTogether));
}

function affordableRows(output: Sized, outputs: readonly Sized[], multiplier: Multiplier): number {
  const byWork = output.rows / shareOfBudget(output, outputs, multiplier);
  return Math.floor(Math.min(byWork, ELEMENTS_KEPT / output.columns / outputs.length));
}

/** How one of several outputs is verified: element by element, by folded sums, or in a sample of rows. */
export function coverageOf(
  output: Sized,
  outputs: readonly Sized[],
  multiplier: Multiplier,
): Verification['method'] {
  if (affordableRows(output, outputs, multiplier) >= output.rows) return 'elements';
  if (hasCheapWay(output)) return 'projection';
  const costOf = ({ projectedRowCost, rowCost }: Sized) => projectedRowCost ?? rowCost;
  return workOf(outputs, multiplier, costOf) <= multiplier.budget.most ? 'projection' : 'rows';
}

/** What all rows of all outputs cost, as a share of the budget. What has a cheap way is not worth as much. */
function shareOfBudget(output: Sized, outputs: readonly Sized[], multiplier: Multiplier): number {
  const { usual, most } = multiplier.budget;
  return workOf(outputs, multiplier, ({ rowCost }) => rowCost) / (hasCheapWay(output) ? usual : most);
}

const hasCheapWay = ({ project, projectedRowCost }: Sized) => project && !projectedRowCost;

/** In multiply-adds. */
function workOf(
  outputs: readonly Sized[],
  { exponential, attended }: Multiplier,
  costOf: (output: Sized) => RowCost,
): number {
  return outputs.reduce((sum, output) => {
    const cost = costOf(output) ?? { multiplyAdds: 0, exponentials: 0 };
    const ofRow = cost.multiplyAdds + cost.exponentials * exponential + (cost.attended ?? 0) * attended;
    return sum + output.rows * ofRow;
  }, 0);
}

/** The folded sums of an output that is too large to compute or to keep. */
async function project(
  output: ExpectedOutput,
  outputs: readonly ExpectedOutput[],
  seed: number,
  multiplier: Multiplier,
): Promise<NonNullable<Expectation['projection']>> {
  const { rows, columns } = output;
  const share = shareOfBudget(output, outputs, multiplier);
  const forMemory = (rows * columns * outputs.length) / ELEMENTS_KEPT;
  const needed = Math.max(LEAST_WIDTH, forMemory, hasCheapWay(output) ? share : 0);
  const width = Math.min(columns, 2 ** Math.ceil(Math.log2(needed)));
  const fold = { width, groups: Math.ceil(columns / width), signs: randomSigns(columns, seed) };
  const sums = output.project
    ? await output.project(fold, multiplier)
    : await foldedRows(output, fold, multiplier);
  return { fold, ...sums };
}

/** Computes all rows and keeps their folded sums. */
async function foldedRows(output: ExpectedOutput, fold: Fold, multiplier: Multiplier): Promise<ExpectedRows> {
  const { rows, columns, rowsTogether = 1 } = output;
  const [values, scales] = [new Float64Array(rows * fold.groups), new Float64Array(rows * fold.groups)];
  const atOnce = rowsTogether * Math.max(1, Math.floor(CHUNK / (columns * rowsTogether)));
  for (let first = 0; first < rows; first += atOnce) {
    const count = Math.min(atOnce, rows - first);
    const chunk = await output.compute(range(first, count), multiplier);
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < columns; column++) {
        const from = row * columns + column;
        const group = (first + row) * fold.groups + Math.floor(column / fold.width);
        const signed = (chunk.values[from] as number) * (fold.signs[column] as number);
        values[group] = (values[group] as number) + signed;
        scales[group] = (scales[group] as number) + (chunk.scales[from] as number) ** 2;
      }
    }
  }
  return { values, scales: scales.map(Math.sqrt) };
}

/** Some of many rows, with the first and the last; where rows are computed together, of the first and the last such. */
function thinned(all: readonly number[], together = 1): readonly number[] {
  const last = all.at(-1) as number;
  const rows = together === 1 ? all : all.filter((row) => row < together || row > last - together);
  const step = Math.max(1, (rows.length - 1) / (ROWS_BESIDE_PROJECTION - 1));
  const places = new Set<number>();
  for (let at = 0; at <= rows.length - 1; at += step) places.add(Math.round(at));
  places.add(rows.length - 1);
  return [...places].sort((x, y) => x - y).map((place) => rows[place] as number);
}

function randomSigns(count: number, seed: number): Float64Array {
  const random = createRandom(seed, `signs of ${count}`);
  return Float64Array.from({ length: count }, () => (random.unit() < 0.5 ? -1 : 1));
}

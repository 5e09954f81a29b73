import type { Values } from '../expression/expression.ts';
import { range } from '../matrix.ts';
import { type DType, isWholeType } from '../msl/dtype.ts';
import type { ProgramBuffer } from '../program.ts';
import type { ExpectedOutput, ExpectedRows, LinearAlgebra, Reference } from '../reference.ts';
import { BadReference } from './bad-reference.ts';
import { spanOf, stepsOf, withIndices } from './cost.ts';
import { type Elements, emitFormulas, type Surroundings } from './emit.ts';
import type { Formula, Formulas } from './formula.ts';
import { wholeNumbersOf } from './whole-numbers.ts';

/** Steps between two turns of others: some tens of milliseconds. */
const STEPS_PER_TURN = 2 ** 23;
/** So many steps take as long as one exponential of RowCost, which is some 50 ns. */
const STEPS_PER_EXPONENTIAL = 16;
/** A list of more numbers is taken in rows, where its length can be divided. */
const LONGEST_LIST = 2 ** 20;
const LIST_ROW = 1024;

/** Formulas with the sizes of a problem. */
export interface SizedFormulas {
  readonly formulas: Formulas;
  readonly extents: Values;
  readonly buffers: readonly ProgramBuffer[];
  /** Of shared values, in their order. */
  readonly dims: readonly (readonly number[])[];
}

/** Steps for one element of each output, with its share of those of the shared values. */
export function stepsOfOutputs({ formulas, extents, buffers, dims }: SizedFormulas): number[] {
  const span = spanOf(extents);
  const shared = formulas.values.reduce((sum, { indices, body }, index) => {
    const own = dims[index] as readonly number[];
    return sum + elementsOf(own) * stepsOf(body, withIndices(span, indices, own));
  }, 0);
  const elements = formulas.outputs.reduce((sum, { array }) => sum + elementsOf(shapeOf(array, buffers)), 0);
  return formulas.outputs.map(({ array, indices, body }) => {
    return stepsOf(body, withIndices(span, indices, shapeOf(array, buffers))) + shared / elements;
  });
}

/** What outputs are by their formulas. */
export function formulaReference(
  sized: SizedFormulas,
  inputs: Readonly<Record<string, Float32Array>>,
): Reference {
  const { formulas, extents, buffers } = sized;
  const read = buffers.filter(({ role }) => role !== 'output');
  let compiled: readonly Elements[] | null = null;
  const compile = () => {
    const names = Object.keys(extents);
    const ranks = read.map(({ name, shape }) => [name, shape.length] as const);
    const make = new Function('p', emitFormulas(formulas, names, ranks)) as (p: Surroundings) => Elements[];
    compiled ??= make(surroundings(sized, read, inputs));
    return compiled;
  };
  const steps = stepsOfOutputs(sized);
  const outputs = formulas.outputs.map((formula, index) =>
    expectedOutput(formula, buffers, steps[index] as number, () => compile()[index] as Elements),
  );
  return { outputs };
}

function surroundings(
  { formulas, extents, buffers, dims }: SizedFormulas,
  read: readonly ProgramBuffer[],
  inputs: Readonly<Record<string, Float32Array>>,
): Surroundings {
  const arrays = [...read.map(({ name }) => name), ...formulas.values.map(({ array }) => array)];
  const shapes = [...read.map(({ shape }) => shape), ...dims];
  const all = [...formulas.outputs, ...formulas.values];
  return {
    extents: Object.values(extents),
    dims: shapes,
    outputs: formulas.outputs.map(({ array }) => shapeOf(array, buffers)),
    buffers: read.map(({ name }) => inputs[name] as Float32Array),
    tables: dims.map((shape) => {
      const count = elementsOf(shape);
      return {
        values: new Float64Array(count),
        scales: new Float64Array(count),
        known: new Uint8Array(count),
      };
    }),
    outside: (formula, array, indices) => {
      const expected = `indices below ${(shapes[array] as readonly number[]).join(', ')}`;
      throw new BadReference(
        `${all[formula]?.head}: ${arrays[array]}[${indices.join(', ')}]: expected ${expected}`,
      );
    },
    impossible: (formula, length) => {
      throw new BadReference(
        `${all[formula]?.head}: a range of ${length}: expected a whole number that is not negative`,
      );
    },
  };
}

function expectedOutput(
  { array, head }: Formula,
  buffers: readonly ProgramBuffer[],
  steps: number,
  elements: () => Elements,
): ExpectedOutput {
  const { name, dtype, shape } = buffers.find((buffer) => buffer.name === array) as ProgramBuffer;
  const columns = columnsOf(shape);
  const elementsPerTurn = Math.max(1, Math.floor(STEPS_PER_TURN / steps));
  const compute = async (rows: readonly number[], { pause }: LinearAlgebra): Promise<ExpectedRows> => {
    const values = new Float64Array(rows.length * columns);
    const scales = new Float64Array(rows.length * columns);
    let sincePause = 0;
    for (let at = 0; at < values.length; ) {
      const [row, column] = [Math.floor(at / columns), at % columns];
      const first = (rows[row] as number) * columns + column;
      let to = row + 1;
      const most = Math.min(values.length, at + elementsPerTurn - sincePause);
      while (to * columns < most && rows[to] === (rows[to - 1] as number) + 1) to++;
      const end = Math.min(most, to * columns);
      const found = { values: values.subarray(at, end), scales: scales.subarray(at, end) };
      elements()(first, end - at, found.values, found.scales);
      settle(found, dtype, (index) => `${head} at ${placeOf(first + index, shape)}`);
      sincePause += end - at;
      at = end;
      if (sincePause < elementsPerTurn) continue;
      sincePause = 0;
      await pause?.();
    }
    return { values, scales };
  };
  return {
    buffer: name,
    dtype,
    rows: elementsOf(shape) / columns,
    columns,
    relativeTo: 'the scale of the element, which follows from its formula',
    rowCost: { multiplyAdds: 0, exponentials: (columns * steps) / STEPS_PER_EXPONENTIAL },
    compute,
    at: (row, column) => row * columns + column,
  };
}

/** Whole numbers have to be exact. Throws for elements that no kernel can be compared with. */
function settle({ values, scales }: ExpectedRows, dtype: DType, nameOf: (index: number) => string): void {
  const isWhole = isWholeType(dtype);
  const [least, largest] = wholeNumbersOf(dtype);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    const isWrong = isWhole
      ? !(Number.isInteger(value) && value >= least && value <= largest)
      : !Number.isFinite(value);
    if (isWrong) {
      const expected = isWhole ? `a whole number from ${least} to ${largest}` : 'a finite number';
      throw new BadReference(`${nameOf(index)} = ${value}: expected ${expected}`);
    }
    if (isWhole) scales[index] = 0;
    else if (!Number.isFinite(scales[index])) scales[index] = Math.abs(value);
  }
}

/** "3, 5" */
function placeOf(index: number, shape: readonly number[]): string {
  const places = range(0, shape.length).map((axis) => {
    const size = elementsOf(shape.slice(axis + 1));
    return Math.floor(index / size) % (shape[axis] as number);
  });
  return places.join(', ');
}

/** Rows are verified one at a time, so those of a list have one element if it is not too long. */
export function columnsOf(shape: readonly number[]): number {
  const last = shape.at(-1) ?? 1;
  if (shape.length > 1) return last;
  if (last <= LONGEST_LIST) return 1;
  return range(1, LIST_ROW).findLast((columns) => last % columns === 0) ?? 1;
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function shapeOf(array: string, buffers: readonly ProgramBuffer[]): readonly number[] {
  return buffers.find(({ name }) => name === array)?.shape ?? [];
}

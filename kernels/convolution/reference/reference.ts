import { byOwner, denseView, folded, parts, range, type View } from '../../matrix.ts';
import { activate, activatedScale, steepestSlope } from '../../msl/epilogue.ts';
import { addProduct } from '../../multiply.ts';
import {
  type ExpectedOutput,
  type ExpectedRows,
  type Fold,
  type LinearAlgebra,
  type Multiply,
  type Reference,
  TYPICAL_SUM,
} from '../../reference.ts';
import type { CompleteConvolution } from '../problem.ts';
import { shapeOf, termsOf, volume } from '../shape.ts';
import { type ImageView, imageView, patchesOf, weightView } from './patches.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/** Elements of patches in float64 at a time: 32 MiB. */
const SLICE = 2 ** 22;

/** The output in float64: patches of the image, slice by slice, times the weights. */
export function convolutionReference(problem: CompleteConvolution, inputs: Inputs): Reference {
  const output = { forward, data: dataGradient, weights: weightGradient }[problem.direction];
  return { outputs: [output(problem, inputs)] };
}

/** Y. A row is a position of the window, in the order of the batch, with all filters. */
function forward(problem: CompleteConvolution, inputs: Inputs): ExpectedOutput {
  const { batch, filters, groups, activation, bias, dtype } = problem;
  const shape = shapeOf(problem);
  const positions = volume(shape, 'positions');
  const [image, own] = [imageView(problem, 'channels', inputs.X as Float32Array), filters / groups];
  const y = imageView(problem, 'filters', new Float32Array());
  const isLinear = activation === 'none';
  const rowsOf = async (rows: readonly number[], fold: Fold | null, multiply: Multiply) => {
    const columns = fold?.groups ?? filters;
    const expected = emptyRows(rows.length * columns);
    for (let group = 0; group < groups; group++) {
      const weights = weightView(problem, inputs.W as Float32Array, group, 'filters');
      const right = {
        b: fold ? folded(weights, fold, false) : weights,
        of: fold ? folded(weights, fold, true) : null,
      };
      const patches = (some: readonly number[]) => patchesOf(problem, image, some, group);
      await addRows(
        { rows, patches, terms: termsOf(problem, shape) },
        right,
        multiply,
        (index, sums, squares) => {
          expected.values.set(sums, index * columns + group * own);
          expected.scales.set(squares, index * columns + group * own);
        },
      );
    }
    if (bias) addBias(inputs.bias as Float32Array, fold, expected);
    const slope = steepestSlope(activation);
    const scaled = scaleOf(
      typicalSum([inputs.X, inputs.W], termsOf(problem, shape)) * (fold ? fold.width : 1),
    );
    for (let index = 0; index < expected.values.length; index++) {
      expected.values[index] = activate(activation, expected.values[index] as number);
      expected.scales[index] = slope * scaled(expected.scales[index] as number);
    }
    return expected;
  };
  const rows = batch * positions;
  return {
    buffer: 'Y',
    dtype,
    rows,
    columns: filters,
    rowCost: { multiplyAdds: 2 * filters * termsOf(problem, shape), exponentials: isLinear ? 0 : filters },
    relativeTo: activatedScale(LEAST_SUM, activation),
    compute: (some, { multiply }) => rowsOf(some, null, multiply),
    ...(isLinear &&
      groups === 1 && {
        project: (fold: Fold, { multiply }: LinearAlgebra) => rowsOf(range(0, rows), fold, multiply),
      }),
    at: (row, column) => placeIn(y, Math.floor(row / positions), row % positions, column),
  };
}

/** dX. A row is an element of the image, with all channels: it adds up dY where the window covers it. */
function dataGradient(problem: CompleteConvolution, inputs: Inputs): ExpectedOutput {
  const { batch, channels, groups, dtype } = problem;
  const shape = shapeOf(problem);
  const elements = volume(shape, 'extent');
  const [dy, own] = [imageView(problem, 'filters', inputs.dY as Float32Array), channels / groups];
  const x = imageView(problem, 'channels', new Float32Array());
  const terms = volume(shape, 'window') * (problem.filters / groups);
  return {
    buffer: 'dX',
    dtype,
    rows: batch * elements,
    columns: channels,
    rowCost: { multiplyAdds: 2 * channels * terms, exponentials: 0 },
    relativeTo: LEAST_SUM,
    compute: async (rows, { multiply }) => {
      const expected = emptyRows(rows.length * channels);
      const scaled = scaleOf(typicalSum([inputs.dY, inputs.W], terms));
      for (let group = 0; group < groups; group++) {
        const b = weightView(problem, inputs.W as Float32Array, group, 'channels');
        const patches = (some: readonly number[]) => patchesOf(problem, dy, some, group);
        await addRows({ rows, patches, terms }, { b, of: null }, multiply, (index, sums, squares) => {
          expected.values.set(sums, index * channels + group * own);
          expected.scales.set(squares.map(scaled), index * channels + group * own);
        });
      }
      return expected;
    },
    at: (row, column) => placeIn(x, Math.floor(row / elements), row % elements, column),
  };
}

/** dW. A row is a filter, with the window in all channels that it sees: a sum over all positions of the batch. */
function weightGradient(problem: CompleteConvolution, inputs: Inputs): ExpectedOutput {
  const { batch, filters, groups, dtype } = problem;
  const shape = shapeOf(problem);
  const [terms, positions] = [termsOf(problem, shape), volume(shape, 'positions')];
  const [image, dy] = [
    imageView(problem, 'channels', inputs.X as Float32Array),
    imageView(problem, 'filters', inputs.dY as Float32Array),
  ];
  return {
    buffer: 'dW',
    dtype,
    rows: filters,
    columns: terms,
    rowCost: { multiplyAdds: 2 * terms * batch * positions, exponentials: 0 },
    compute: async (rows, { multiply }) => {
      const expected = emptyRows(rows.length * terms);
      for (const { owner: group, first, rows: own } of byOwner(rows, filters / groups)) {
        const [begin, end] = [first * terms, (first + own.length) * terms];
        const squares = { of: null, sums: expected.scales.subarray(begin, end) };
        for (const some of parts(range(0, batch * positions), Math.max(1, Math.floor(SLICE / terms)))) {
          const patches = denseView(patchesOf(problem, image, some, group), [some.length, terms]);
          const errors = outputsOf(dy, some, { positions, first: group * (filters / groups), own });
          await addProduct(
            errors,
            range(0, own.length),
            patches,
            multiply,
            expected.values.subarray(begin, end),
            squares,
          );
        }
      }
      const scaled = scaleOf(typicalSum([inputs.X, inputs.dY], batch * positions));
      return { values: expected.values, scales: expected.scales.map(scaled) };
    },
    at: (row, column) => row * terms + weightColumn(problem, column),
  };
}

/** The place of an element of a window in memory, within a filter, from its place in the order of patches. */
function weightColumn(problem: CompleteConvolution, column: number): number {
  const { channels, groups, weightLayout } = problem;
  const [own, window] = [channels / groups, volume(shapeOf(problem), 'window')];
  return weightLayout === 'OHWI' ? column : (column % own) * window + Math.floor(column / own);
}

/** What scaleOf() gives, for messages. */
const LEAST_SUM = `${TYPICAL_SUM}, or that of a typical sum if it is more`;

/** The mean square of a sum with this many terms. At the edges of an image, sums have fewer. */
function typicalSum(factors: readonly (Float32Array | undefined)[], terms: number): number {
  return factors.reduce((product, factor) => product * meanSquare(factor as Float32Array), terms);
}

function meanSquare(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

/**
 * What the error of a sum is relative to, from its squared terms: at least that of a typical sum, as an algorithm such as
 * Winograd's computes neighbouring sums together, with errors of the size of the largest.
 */
function scaleOf(typical: number): (squares: number) => number {
  return (squares) => Math.sqrt(Math.max(squares, typical));
}

function emptyRows(elements: number): { values: Float64Array; scales: Float64Array } {
  return { values: new Float64Array(elements), scales: new Float64Array(elements) };
}

/** Products of patches with weights, slice by slice: `take` gets the sums of each row and of their squared terms. */
async function addRows(
  {
    rows,
    patches,
    terms,
  }: { rows: readonly number[]; patches(some: readonly number[]): Float64Array; terms: number },
  { b, of }: { b: View; of: View | null },
  multiply: Multiply,
  take: (index: number, sums: Float64Array, squares: Float64Array) => void,
): Promise<void> {
  let index = 0;
  for (const some of parts(rows, Math.max(1, Math.floor(SLICE / Math.max(terms, b.columns))))) {
    const { values, scales } = emptyRows(some.length * b.columns);
    const left = denseView(patches(some), [some.length, terms]);
    await addProduct(left, range(0, some.length), b, multiply, values, { of, sums: scales });
    for (let row = 0; row < some.length; row++, index++) {
      const [begin, end] = [row * b.columns, (row + 1) * b.columns];
      take(index, values.subarray(begin, end), scales.subarray(begin, end));
    }
  }
}

/** Adds the bias to rows of sums and its squares to those of the squared terms, folded if need be. */
function addBias(bias: Float32Array, fold: Fold | null, { values, scales }: ExpectedRows): void {
  const columns = fold?.groups ?? bias.length;
  for (let first = 0; first < values.length; first += columns) {
    for (const [column, term] of bias.entries()) {
      const at = first + (fold ? Math.floor(column / fold.width) : column);
      values[at] = (values[at] as number) + (fold ? (fold.signs[column] as number) : 1) * term;
      scales[at] = (scales[at] as number) + term * term;
    }
  }
}

/** dY of some filters at some positions, as [filters, positions]. */
function outputsOf(
  dy: ImageView,
  some: readonly number[],
  { positions, first, own }: { positions: number; first: number; own: readonly number[] },
): View {
  const values = new Float64Array(own.length * some.length);
  for (const [row, filter] of own.entries()) {
    for (const [column, at] of some.entries()) {
      const place = placeIn(dy, Math.floor(at / positions), at % positions, first + filter);
      values[row * some.length + column] = dy.data[place] as number;
    }
  }
  return denseView(values, [own.length, some.length]);
}

function placeIn(image: ImageView, member: number, pixel: number, channel: number): number {
  return member * image.strides.member + pixel * image.strides.pixel + channel * image.strides.channel;
}

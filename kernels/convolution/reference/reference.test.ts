import { describe, expect, test } from 'vitest';
import { range } from '../../matrix.ts';
import { PLAIN_ALGEBRA } from '../../multiply.ts';
import type { ExpectedOutput } from '../../reference.ts';
import { CONVOLUTION } from '../family.ts';
import type { ConvolutionProblem } from '../problem.ts';

const SMALL = {
  op: 'convolution',
  dtype: 'f32',
  batch: 2,
  height: 5,
  width: 6,
  channels: 4,
  filters: 6,
  window: 3,
} as const;

const PROBLEMS: Readonly<Record<string, ConvolutionProblem>> = {
  'by default': SMALL,
  strided: { ...SMALL, stride: 2, strideHeight: 3, padding: 2 },
  dilated: { ...SMALL, dilation: 2, height: 7 },
  'padded on each side': { ...SMALL, paddingLeft: 0, paddingRight: 2, paddingTop: 1, paddingBottom: 3 },
  'in groups, NCHW and OIHW': { ...SMALL, groups: 2, layout: 'NCHW', weightLayout: 'OIHW', stride: 2 },
  'in one dimension': { ...SMALL, height: 1, window: 4, padding: 1 },
  'in three dimensions': { ...SMALL, depth: 3, windowDepth: 2, filters: 2, channels: 2, paddingBack: 0 },
};

/** Pseudo-random numbers with few digits: sums of their products are exact. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.round((state / 2 ** 30 - 1) * 8);
  });
}

function inputsOf(problem: ConvolutionProblem): Record<string, Float32Array> {
  const all = [
    ...CONVOLUTION.buffers(problem),
    ...CONVOLUTION.buffers({ ...problem, direction: 'data' }),
    ...CONVOLUTION.buffers({ ...problem, direction: 'weights' }),
  ];
  return Object.fromEntries(
    all
      .filter(({ role }) => role === 'input')
      .map(({ name, shape }) => [
        name,
        numbers(
          shape.reduce((a, b) => a * b),
          name.length + name.charCodeAt(0),
        ),
      ]),
  );
}

const outputOf = (problem: ConvolutionProblem, inputs: Record<string, Float32Array>) =>
  CONVOLUTION.reference(problem, inputs).outputs[0] as ExpectedOutput;

/** An output as it is in its buffer. */
async function valuesOf(
  problem: ConvolutionProblem,
  inputs: Record<string, Float32Array>,
): Promise<Float64Array> {
  const output = outputOf(problem, inputs);
  const { values } = await output.compute(range(0, output.rows), PLAIN_ALGEBRA);
  const placed = new Float64Array(values.length).fill(Number.NaN);
  for (const [index, value] of values.entries()) {
    placed[output.at(Math.floor(index / output.columns), index % output.columns)] = value;
  }
  return placed;
}

/** Y by its definition, with one loop for each index. */
function byDefinition(given: ConvolutionProblem, X: Float32Array, W: Float32Array): Float64Array {
  const p = CONVOLUTION.complete(given);
  const [ownC, ownO] = [p.channels / p.groups, p.filters / p.groups];
  const positions = (extent: number, pads: number, window: number, dilation: number, stride: number) =>
    Math.floor((extent + pads - dilation * (window - 1) - 1) / stride) + 1;
  const oz = positions(
    p.depth,
    p.paddingFront + p.paddingBack,
    p.windowDepth,
    p.dilationDepth,
    p.strideDepth,
  );
  const oy = positions(
    p.height,
    p.paddingTop + p.paddingBottom,
    p.windowHeight,
    p.dilationHeight,
    p.strideHeight,
  );
  const ox = positions(p.width, p.paddingLeft + p.paddingRight, p.window, p.dilation, p.stride);
  const image = (
    sizes: [number, number, number],
    all: number,
    n: number,
    z: number,
    y: number,
    x: number,
    c: number,
  ) =>
    p.layout === 'NHWC'
      ? (((n * sizes[0] + z) * sizes[1] + y) * sizes[2] + x) * all + c
      : (((n * all + c) * sizes[0] + z) * sizes[1] + y) * sizes[2] + x;
  const Y = new Float64Array(p.batch * oz * oy * ox * p.filters);
  for (let n = 0; n < p.batch; n++)
    for (let z = 0; z < oz; z++)
      for (let y = 0; y < oy; y++)
        for (let x = 0; x < ox; x++)
          for (let o = 0; o < p.filters; o++) {
            let sum = 0;
            for (let a = 0; a < p.windowDepth; a++)
              for (let b = 0; b < p.windowHeight; b++)
                for (let d = 0; d < p.window; d++)
                  for (let c = 0; c < ownC; c++) {
                    const iz = z * p.strideDepth + a * p.dilationDepth - p.paddingFront;
                    const iy = y * p.strideHeight + b * p.dilationHeight - p.paddingTop;
                    const ix = x * p.stride + d * p.dilation - p.paddingLeft;
                    if (iz < 0 || iy < 0 || ix < 0 || iz >= p.depth || iy >= p.height || ix >= p.width)
                      continue;
                    const tap = (a * p.windowHeight + b) * p.window + d;
                    const taps = p.windowDepth * p.windowHeight * p.window;
                    const w =
                      p.weightLayout === 'OHWI' ? (o * taps + tap) * ownC + c : (o * ownC + c) * taps + tap;
                    const group = Math.floor(o / ownO);
                    const at = image(
                      [p.depth, p.height, p.width],
                      p.channels,
                      n,
                      iz,
                      iy,
                      ix,
                      group * ownC + c,
                    );
                    sum += (X[at] as number) * (W[w] as number);
                  }
            Y[image([oz, oy, ox], p.filters, n, z, y, x, o)] = sum;
          }
  return Y;
}

describe.each(Object.entries(PROBLEMS))('%s', (_, problem) => {
  const inputs = inputsOf(problem) as Record<'X' | 'W' | 'dY', Float32Array>;

  test('Y is the sum of its definition', async () => {
    expect(await valuesOf(problem, inputs)).toEqual(byDefinition(problem, inputs.X, inputs.W));
  });

  // Y is linear in both: <dY, Y(X', W)> = <dX, X'> for every X', and <dY, Y(X, W')> = <dW, W'> for every W'.
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from({ length: a.length }, (_, i) => (a[i] as number) * (b[i] as number)).reduce(
      (s, t) => s + t,
      0,
    );
  const others = [5, 6, 7];

  test('dX is the adjoint of X', async () => {
    const dX = await valuesOf({ ...problem, direction: 'data' }, inputs);
    for (const seed of others) {
      const X = numbers(inputs.X.length, seed);
      expect(dot(dX, X)).toBe(dot(inputs.dY, byDefinition(problem, X, inputs.W)));
    }
  });

  test('dW is the adjoint of W', async () => {
    const dW = await valuesOf({ ...problem, direction: 'weights' }, inputs);
    for (const seed of others) {
      const W = numbers(inputs.W.length, seed);
      expect(dot(dW, W)).toBe(dot(inputs.dY, byDefinition(problem, inputs.X, W)));
    }
  });
});

test('a projection is the folded output', async () => {
  const problem: ConvolutionProblem = { ...SMALL, bias: true };
  const inputs = { ...inputsOf(problem), bias: numbers(6, 9) };
  const output = outputOf(problem, inputs);
  const fold = { width: 4, groups: 2, signs: Float64Array.of(1, -1, -1, 1, 1, -1) };
  const { values } = await output.compute(range(0, output.rows), PLAIN_ALGEBRA);
  const folded = await output.project?.(fold, PLAIN_ALGEBRA);
  const expected = Float64Array.from({ length: output.rows * 2 }, (_, index) => {
    const [row, group] = [Math.floor(index / 2), index % 2];
    let sum = 0;
    for (let column = group * 4; column < Math.min(6, group * 4 + 4); column++) {
      sum += (values[row * 6 + column] as number) * (fold.signs[column] as number);
    }
    return sum;
  });
  expect(folded?.values).toEqual(expected);
});

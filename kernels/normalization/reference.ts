import { LEAST_SCALE } from '../attention/reference/reference.ts';
import { activate, activatedScale, steepestSlope } from '../msl/epilogue.ts';
import { type ExpectedOutput, type ExpectedRows, type Reference, TYPICAL_SUM } from '../reference.ts';
import type { CompleteNormalization } from './problem.ts';
import { rowsOf, statisticsOf } from './rows.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/**
 * The largest error of a correct output, relative to the scales of the reference. Measured on the cpu, in rows of 128 to
 * 131072: in single precision 2e-7 with two passes and up to 1.1e-6 with merged chunks, a tenth of what is tolerated; in
 * f16 4.9e-4 and in bf16 3.9e-3, which is the rounding of the result, a fifth.
 */
export const NORMALIZATION_TOLERANCE = { f32: 1e-5, f16: 2.5e-3, bf16: 2e-2 } as const;

// What scales are, for messages: see normalizedRow() and softmaxRow().
const NORMALIZED =
  'the size of its terms: the element, the mean and the deviation, all normalized, and what is added';
const SOFTMAX = 'the element, times 1 and the distance of its exponent from the largest';
const LOG_SOFTMAX = 'the root of 1 and the sum of the squares of its terms';

/** Y in float64, and S if there is one, in the rows that are normalized. */
export function normalizationReference(problem: CompleteNormalization, inputs: Inputs): Reference {
  const { dtype, norm, residual, activation } = problem;
  const { rows, length } = rowsOf(problem);
  const isExponential = statisticsOf(problem) === 'exponentials';
  const output = (
    buffer: string,
    relativeTo: string,
    compute: (row: number, values: Float64Array, scales: Float64Array) => void,
    exponentials: number,
  ): ExpectedOutput => ({
    buffer,
    dtype,
    rows,
    columns: length,
    rowCost: { multiplyAdds: 10 * length, exponentials },
    relativeTo,
    compute: async (some) => {
      const expected: ExpectedRows = {
        values: new Float64Array(some.length * length),
        scales: new Float64Array(some.length * length),
      };
      for (const [index, row] of some.entries()) {
        const [first, end] = [index * length, (index + 1) * length];
        compute(row, expected.values.subarray(first, end), expected.scales.subarray(first, end));
      }
      return expected;
    },
    at: (row, column) => row * length + column,
  });
  const y = output(
    'Y',
    isExponential ? (norm === 'log-softmax' ? LOG_SOFTMAX : SOFTMAX) : activatedScale(NORMALIZED, activation),
    (row, values, scales) =>
      (isExponential ? softmaxRow : normalizedRow)(problem, inputs, row, values, scales),
    isExponential || activation !== 'none' ? length : 0,
  );
  const s = output(
    'S',
    TYPICAL_SUM,
    (row, values, scales) => sumRow(problem, inputs, row, values, scales),
    0,
  );
  return { outputs: residual === 'before' ? [y, s] : [y] };
}

/** What is normalized, with the size of its terms. */
function sumRow(
  problem: CompleteNormalization,
  { X, R }: Inputs,
  row: number,
  values: Float64Array,
  scales: Float64Array,
): void {
  const first = row * rowsOf(problem).length;
  for (let i = 0; i < values.length; i++) {
    const [x, r] = [X?.[first + i] as number, problem.residual === 'before' ? (R?.[first + i] as number) : 0];
    values[i] = x + r;
    scales[i] = Math.hypot(x, r);
  }
}

/**
 * An element's error is relative to the element and to what the mean that is subtracted from it is a sum of, not to their
 * difference, and then to what is added.
 */
function normalizedRow(
  problem: CompleteNormalization,
  inputs: Inputs,
  row: number,
  values: Float64Array,
  scales: Float64Array,
): void {
  const { norm, n, eps, activation, residual } = problem;
  const { length, rowChannels, span } = rowsOf(problem);
  sumRow(problem, inputs, row, values, scales);
  const mean = norm === 'rms' || norm === 'batch' ? 0 : average(values, (value) => value);
  const variance = norm === 'batch' ? 0 : average(values, (value) => (value - mean) ** 2);
  const spread = norm === 'rms' ? 0 : variance;
  const slope = steepestSlope(activation);
  const firstChannel = (row * rowChannels) % n;
  for (let i = 0; i < length; i++) {
    const channel = firstChannel + Math.floor(i / span);
    const of = (name: string, otherwise: number) => inputs[name]?.[channel] ?? otherwise;
    const center = of('mean', mean);
    const factor = of('weight', 1) / Math.sqrt(of('variance', variance) + eps);
    const added = of('bias', 0) + (residual === 'after' ? (inputs.R?.[row * length + i] as number) : 0);
    const y = ((values[i] as number) - center) * factor + added;
    const size = Math.hypot(scales[i] as number, center, Math.sqrt(spread)) * Math.abs(factor);
    values[i] = activate(activation, y);
    scales[i] = Math.max(slope * Math.hypot(size, added), LEAST_SCALE[problem.dtype]);
  }
}

function average(values: Float64Array, of: (value: number) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}

/** The rounding of x − the largest is a relative error of its exponential. */
function softmaxRow(
  { norm, dtype }: CompleteNormalization,
  { X }: Inputs,
  row: number,
  values: Float64Array,
  scales: Float64Array,
): void {
  const scores = X?.subarray(row * values.length, (row + 1) * values.length) ?? new Float32Array();
  const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const base = largest === Number.NEGATIVE_INFINITY ? 0 : largest;
  const total = scores.reduce((sum, score) => sum + Math.exp(score - base), 0);
  const logarithm = total > 0 ? Math.log(total) : 0;
  for (const [i, score] of scores.entries()) {
    const distance = score - base;
    if (norm === 'log-softmax') {
      values[i] = distance - logarithm;
      scales[i] = Number.isFinite(distance) ? Math.hypot(1, distance, logarithm) : 1;
    } else {
      const p = total > 0 ? Math.exp(distance) / total : 0;
      values[i] = p;
      scales[i] = p === 0 ? LEAST_SCALE[dtype] : Math.max(p * (1 - distance), LEAST_SCALE[dtype]);
    }
  }
}

import { expect, test } from 'vitest';
import { range } from '../../matrix.ts';
import { PLAIN_ALGEBRA } from '../../multiply.ts';
import type { ExpectedOutput } from '../../reference.ts';
import { ATTENTION } from '../family.ts';
import { type AttentionProblem, MASKS } from '../problem.ts';
import { gradientReference } from './gradients.ts';
import { attentionReference } from './reference.ts';

type Inputs = Record<string, Float32Array>;

/** The step of a difference quotient: exact in single precision. */
const STEP = 2 ** -9;

/** Pseudo-random numbers with few enough digits for a step to be exact. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.round((state / 2 ** 30 - 1) * 64) / 64;
  });
}

function inputsOf({ r, c, d, batch = 1, heads = 1, kvHeads = heads, mask }: AttentionProblem): Inputs {
  const inputs: Inputs = {
    Q: numbers(batch * heads * r * d, 1),
    K: numbers(batch * kvHeads * c * d, 2),
    V: numbers(batch * kvHeads * c * d, 3),
    dO: numbers(batch * heads * r * d, 4),
  };
  // The first query sees no key.
  const isHidden = numbers(r * c, 5).map((draw, i) => (i < c || draw > 0.5 ? 1 : 0));
  const added = numbers(r * c, 6);
  if (mask === 'additive') inputs.M = added.map((draw, i) => (isHidden[i] ? Number.NEGATIVE_INFINITY : draw));
  if (mask === 'boolean' || mask === 'block-sparse') inputs.M = isHidden.map((hidden) => 1 - hidden);
  return inputs;
}

/** The sum of dO∘O, whose derivatives are dQ, dK and dV. */
async function loss(problem: AttentionProblem, inputs: Inputs): Promise<number> {
  const [output] = attentionReference(ATTENTION.complete(problem), inputs).outputs;
  if (!output) throw new Error('attention has an output');
  let sum = 0;
  for (const [index, value] of (await all(output)).values.entries()) {
    sum += value * ((inputs.dO as Float32Array)[placeOf(output, index)] as number);
  }
  return sum;
}

const all = (output: ExpectedOutput) => output.compute(range(0, output.rows), PLAIN_ALGEBRA);
const placeOf = ({ columns, at }: ExpectedOutput, index: number) =>
  at(Math.floor(index / columns), index % columns);

/** The central difference quotient with respect to one element of an input. */
async function quotient(
  problem: AttentionProblem,
  inputs: Inputs,
  name: string,
  index: number,
): Promise<number> {
  const at = (step: number) => {
    const changed = Float32Array.from(inputs[name] as Float32Array);
    changed[index] = (changed[index] as number) + step;
    return loss(problem, { ...inputs, [name]: changed });
  };
  return ((await at(STEP)) - (await at(-STEP))) / (2 * STEP);
}

const PROBLEMS: readonly AttentionProblem[] = [
  ...MASKS.map((mask): AttentionProblem => {
    return { op: 'attention', dtype: 'f32', r: 4, c: 5, d: 3, mask, ...(mask === 'window' && { window: 2 }) };
  }),
  {
    op: 'attention',
    dtype: 'f32',
    r: 5,
    c: 3,
    d: 2,
    mask: 'causal',
    batch: 2,
    heads: 4,
    kvHeads: 2,
    scale: 2,
  },
  { op: 'attention', dtype: 'f32', r: 3, c: 4, d: 2, transposeQ: true, transposeK: true, heads: 2 },
  { op: 'attention', dtype: 'f32', r: 3, c: 4, d: 2, transposeV: true, transposeO: true, scale: -1 },
];

test.each(PROBLEMS)('gradients are difference quotients: %j', async (problem) => {
  const inputs = inputsOf(problem);
  for (const output of gradientReference(ATTENTION.complete(problem), inputs)) {
    for (const [index, value] of (await all(output)).values.entries()) {
      const expected = await quotient(problem, inputs, output.buffer.slice(1), placeOf(output, index));
      expect(value).toBeCloseTo(expected, 4);
    }
  }
});

test('an element without terms must be exact, others need not be', async () => {
  const problem: AttentionProblem = { op: 'attention', dtype: 'f16', r: 4, c: 2, d: 3, mask: 'causal' };
  const [dQ] = gradientReference(ATTENTION.complete(problem), inputsOf(problem));
  const { scales } = await (dQ as ExpectedOutput).compute([0, 2], PLAIN_ALGEBRA);
  expect(Array.from(scales.subarray(0, 3))).toEqual([0, 0, 0]);
  expect(scales.subarray(3).every((scale) => scale > 0)).toBe(true);
});

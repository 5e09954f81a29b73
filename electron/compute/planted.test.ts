// What verification finds: faults planted in right outputs of every family, in each way in which outputs are covered.
import { expect, it } from 'vitest';
import { DTYPE, familyOf, type Problem } from '../../kernels/index.ts';
import { native } from '../../native/index.ts';
import { extent } from '../../native/test/extent.ts';
import { createRandom, type Random } from '../ipc/random.ts';
import { BUFFER_CODECS } from './contenders/buffer-codec.ts';
import { createOperands } from './contenders/operands.ts';
import { writeRight } from './fixture/write-right.ts';
import { createMultiplier, type Multiplier } from './products.ts';
import { computeExpectations, type Expectation } from './reference.ts';
import { verify } from './verify.ts';

interface Case {
  readonly what: string;
  readonly problem: Problem;
  /** Too little for elements, and enough for folded sums. */
  readonly budget?: Multiplier['budget'];
}

const product = { op: 'gemm', dtype: 'f32', m: 170, n: 160, k: 200 } as const;
const quantised = { op: 'qgemm', dtype: 'f16', m: 120, n: 200, k: 256 } as const;
const attention = { op: 'attention', dtype: 'f32', r: 160, c: 150, d: 64, heads: 4 } as const;
const image = { batch: 2, height: 14, width: 15, channels: 16 };
const convolution = {
  op: 'convolution',
  dtype: 'f32',
  ...image,
  filters: 64,
  window: 3,
  padding: 1,
} as const;
const PROJECTED = { usual: 2 ** 16, most: 2 ** 39 };

const CASES: readonly Case[] = [
  { what: 'product', problem: product },
  { what: 'half product', problem: { ...product, dtype: 'f16' } },
  { what: 'batch', problem: { ...product, m: 40, n: 70, batch: 9, beta: 0.5 } },
  { what: 'activation', problem: { ...product, bias: true, activation: 'gelu' } },
  { what: 'projected', problem: { ...product, bias: true, beta: 0.5 }, budget: PROJECTED },
  { what: 'projected batch', problem: { ...product, m: 40, n: 71, batch: 9 }, budget: PROJECTED },
  { what: 'quantised', problem: { ...quantised, activation: 'silu' } },
  { what: 'projected quantised', problem: { ...quantised, dtype: 'f32', weights: 'i4' }, budget: PROJECTED },
  { what: 'attention', problem: attention },
  { what: 'causal attention', problem: { ...attention, c: 170, dtype: 'f16', d: 80, mask: 'causal' } },
  { what: 'projected attention', problem: attention, budget: { usual: 2 ** 16, most: 4e7 } },
  { what: 'gradients', problem: { ...attention, kvHeads: 2, gradient: true } },
  {
    what: 'projected gradients',
    problem: { ...attention, kvHeads: 2, gradient: true },
    budget: { usual: 2 ** 16, most: 1.2e8 },
  },
  { what: 'transformer', problem: { op: 'transformer', dtype: 'f32', n: 100, heads: 4, d: 32, batch: 2 } },
  { what: 'convolution', problem: { ...convolution, activation: 'relu' } },
  { what: 'projected convolution', problem: convolution, budget: PROJECTED },
  { what: 'gradient of weights', problem: { ...convolution, direction: 'weights', dtype: 'f16' } },
  {
    what: 'normalization',
    problem: { op: 'normalization', dtype: 'f32', norm: 'layer', m: 100, n: 200, weight: true, bias: true },
  },
  { what: 'softmax', problem: { op: 'normalization', dtype: 'f16', norm: 'softmax', m: 100, n: 200 } },
  {
    what: 'transpose',
    problem: { op: 'elementwise', dtype: 'bf16', operation: 'transpose', m: 100, n: 200 },
  },
  {
    what: 'bias and activation',
    problem: { op: 'elementwise', dtype: 'f32', operation: 'bias', activation: 'gelu', m: 100, n: 200 },
  },
  { what: 'large attention', problem: { ...attention, r: 4096, c: 4096, heads: 64 } },
];

/** The last takes minutes. */
const TRIED = CASES.slice(0, extent('cases of planted faults', CASES.length - 1, CASES.length));

/** An output that can be spoiled. */
interface Target extends Pick<Expectation['output'], 'rows' | 'columns' | 'at'> {
  readonly values: Float32Array;
  /** The root of the mean square of the values. */
  readonly typical: number;
}

/** Wrong outputs as kernels make them. */
const FAULTS: Readonly<Record<string, (target: Target, random: Random) => void>> = {
  // Of another value, by a tenth of a typical one: many results of an activation are zero.
  'an element of elsewhere': ({ values, rows, columns, at, typical }, random) => {
    const draw = () => at(random.below(rows), random.below(columns));
    const place = draw();
    for (;;) {
      const [right, wrong] = [values[place] as number, values[draw()] as number];
      values[place] = wrong;
      if (Math.abs(wrong - right) > 0.1 * typical) return;
    }
  },
  'a row of zeros': ({ values, rows, columns, at }, random) => {
    const row = random.below(rows);
    for (let column = 0; column < columns; column++) values[at(row, column)] = 0;
  },
  'two rows swapped': ({ values, rows, columns, at }, random) => {
    const row = random.below(rows);
    const other = (row + 1 + random.below(rows - 1)) % rows;
    for (let column = 0; column < columns; column++) {
      const [one, two] = [at(row, column), at(other, column)];
      [values[one], values[two]] = [values[two] as number, values[one] as number];
    }
  },
  'a tile of zeros': ({ values, rows, columns, at }, random) => {
    const [row, column] = [random.below(rows - 8), random.below(columns - 8)];
    for (let i = 0; i < 64; i++) values[at(row + (i >> 3), column + (i & 7))] = 0;
  },
};

it.each(TRIED)('finds what is planted in $what', { timeout: 0 }, async ({ what, problem, budget }) => {
  const family = familyOf(problem);
  const operands = await createOperands(native, 'cpu', family, problem, 1);
  const multiplier = createMultiplier(native);
  const reference = family.reference(problem, operands.inputs);
  const whole = await computeExpectations(reference, 1, multiplier);
  const expectations = budget ? await computeExpectations(reference, 1, { ...multiplier, budget }) : whole;
  const right = new Map(
    whole.map((one) => {
      const { buffer, dtype, rows, columns, at } = one.output;
      const elements = operands.inputs[buffer]?.length ?? at(rows - 1, columns - 1) + 1;
      const memory = new Uint8Array(elements * DTYPE[dtype].sizeBytes);
      writeRight(one, memory);
      return [buffer, BUFFER_CODECS[dtype].decode(memory.buffer)];
    }),
  );
  const judge = async (buffer: string | null, spoil: (values: Float32Array) => void) =>
    verify(expectations, family.tolerance(problem), async (name) => {
      const values = right.get(name) as Float32Array;
      const found = name === buffer ? values.slice() : values;
      if (name === buffer) spoil(found);
      return { values: found, bytes: new Uint8Array(), elements: found.length, isUntouched: () => true };
    });
  try {
    const { verification, failure } = await judge(null, () => undefined);
    expect(failure).toBeNull();
    expect(verification?.method).toBe(budget ? 'projection' : 'elements');
    const tries = extent(`faults of each kind in ${what}`, 12, what === 'large attention' ? 24 : 300);
    const random = createRandom(1, `faults in ${what}`);
    const found: Record<string, number> = {};
    for (const [kind, plant] of Object.entries(FAULTS)) {
      found[kind] = 0;
      for (let index = 0; index < tries; index++) {
        const { output } = expectations[index % expectations.length] as Expectation;
        const verdict = await judge(output.buffer, (values) =>
          plant(
            { ...output, values, typical: Math.sqrt(mean(values.subarray(0, 10_000).map((x) => x * x))) },
            random,
          ),
        );
        if (verdict.failure) found[kind]++;
      }
    }
    if (tries >= 100) console.log(what, found);
    for (const [kind, count] of Object.entries(found)) {
      // A short form would take one in a hundred for one in twelve.
      expect(count, kind).toBeGreaterThanOrEqual(tries >= 100 ? 0.99 * tries : tries - 1);
    }
  } finally {
    multiplier.release();
    operands.release();
  }
});

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

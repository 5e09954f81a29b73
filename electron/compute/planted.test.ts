// What verification finds: faults planted in right outputs of every family, in each way in which outputs are covered.
import { expect, it } from 'vitest';
import { familyOf, type Problem } from '../../kernels/index.ts';
import { native } from '../../native/index.ts';
import { extent } from '../../native/test/extent.ts';
import { BUFFER_CODECS } from './contenders/buffer-codec.ts';
import { createOperands } from './contenders/operands.ts';
import { createMultiplier, type Multiplier } from './products.ts';
import { createRandom, type Random } from './random.ts';
import { computeExpectations, type Expectation } from './reference.ts';
import { verify } from './verify.ts';

/** Too little for elements, and enough for folded sums. */
const PROJECTED = { usual: 2 ** 16, most: 2 ** 39 };

interface Case {
  readonly what: string;
  readonly problem: Problem;
  readonly budget?: Multiplier['budget'];
}

const CASES: readonly Case[] = [
  { what: 'product', problem: { op: 'gemm', dtype: 'f32', m: 700, n: 600, k: 500 } },
  { what: 'half product', problem: { op: 'gemm', dtype: 'f16', m: 700, n: 600, k: 500 } },
  { what: 'batch', problem: { op: 'gemm', dtype: 'f32', m: 130, n: 140, k: 70, batch: 9, beta: 0.5 } },
  {
    what: 'activation',
    problem: { op: 'gemm', dtype: 'f32', m: 700, n: 600, k: 500, bias: true, activation: 'gelu' },
  },
  {
    what: 'projected',
    problem: { op: 'gemm', dtype: 'f32', m: 700, n: 600, k: 500, bias: true, beta: 0.5 },
    budget: PROJECTED,
  },
  {
    what: 'projected batch',
    problem: { op: 'gemm', dtype: 'f32', m: 130, n: 141, k: 70, batch: 9 },
    budget: PROJECTED,
  },
  { what: 'quantised', problem: { op: 'qgemm', dtype: 'f16', m: 300, n: 600, k: 512, activation: 'silu' } },
  {
    what: 'projected quantised',
    problem: { op: 'qgemm', dtype: 'f32', m: 300, n: 600, k: 512, weights: 'i4' },
    budget: PROJECTED,
  },
  { what: 'attention', problem: { op: 'attention', dtype: 'f32', r: 512, c: 512, d: 64, heads: 8 } },
  {
    what: 'causal attention',
    problem: { op: 'attention', dtype: 'f16', r: 500, c: 600, d: 80, heads: 4, mask: 'causal' },
  },
  {
    what: 'gradients',
    problem: { op: 'attention', dtype: 'f32', r: 256, c: 300, d: 64, heads: 4, kvHeads: 2, gradient: true },
  },
  { what: 'transformer', problem: { op: 'transformer', dtype: 'f32', n: 400, heads: 4, d: 64, batch: 2 } },
];

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

it.each(CASES)('finds what is planted in $what', { timeout: 600_000 }, async ({ what, problem, budget }) => {
  const family = familyOf(problem);
  const operands = await createOperands(native, 'cpu', family, problem, 1);
  const multiplier = createMultiplier(native);
  const reference = family.reference(problem, operands.inputs);
  const whole = await computeExpectations(reference, 1, multiplier);
  const expectations = budget ? await computeExpectations(reference, 1, { ...multiplier, budget }) : whole;
  const right = new Map(whole.map((one) => [one.output.buffer, rounded(one, operands.inputs)]));
  const judge = async (buffer: string | null, spoil: (values: Float32Array) => void) =>
    verify(expectations, family.tolerance(problem), async (name) => {
      const values = right.get(name) as Float32Array;
      const found = name === buffer ? values.slice() : values;
      if (name === buffer) spoil(found);
      return { values: found, bytes: new Uint8Array(), isUntouched: () => true };
    });
  try {
    const { verification, failure } = await judge(null, () => undefined);
    expect(failure).toBeNull();
    expect(verification?.method).toBe(budget ? 'projection' : 'elements');
    const tries = extent(`faults of each kind in ${what}`, 12, 300);
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
    if (tries > 100) console.log(what, found);
    for (const [kind, count] of Object.entries(found)) {
      // A short form would take one in a hundred for one in twelve.
      expect(count, kind).toBeGreaterThanOrEqual(tries > 100 ? 0.99 * tries : tries - 1);
    }
  } finally {
    multiplier.release();
    operands.release();
  }
});

/** An output as a right kernel leaves it. */
function rounded(
  { output, expected }: Expectation,
  inputs: Readonly<Record<string, Float32Array>>,
): Float32Array {
  const { rows, columns, at, dtype, buffer } = output;
  const values = new Float32Array(inputs[buffer]?.length ?? at(rows - 1, columns - 1) + 1);
  for (const [index, value] of expected.values.entries()) {
    values[at(Math.floor(index / columns), index % columns)] = value;
  }
  const { encode, decode } = BUFFER_CODECS[dtype];
  const { buffer: bytes, byteOffset, byteLength } = encode(values);
  return decode(bytes.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

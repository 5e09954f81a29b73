import { describe, expect, test } from 'vitest';
import { extent } from './extent.ts';
import { HEADER, run } from './harness.ts';

const COUNT = extent('arguments of exp, exp2 and tanh', 2 ** 16, 2 ** 20);

/** Functions that the headers implement, and the range in which they are neither zero, constant nor infinite. */
const FUNCTIONS = [
  { name: 'exp', exact: Math.exp, range: [-126 * Math.LN2, 128 * Math.LN2], least: 2 ** -126 },
  { name: 'exp2', exact: (x: number) => 2 ** x, range: [-126, 128], least: 2 ** -126 },
  { name: 'tanh', exact: Math.tanh, range: [-10, 10], least: 0 },
] as const;

const WIDTHS = { float: 1, float2: 2, float4: 4 } as const;

/** One text with a kernel for each width. */
const textOf = (name: string) =>
  HEADER +
  Object.keys(WIDTHS)
    .map(
      (
        type,
      ) => `kernel void of_${type}(device const ${type} *x [[buffer(0)]], device ${type} *y [[buffer(1)]],
  uint i [[thread_position_in_grid]]) { y[i] = ${name}(x[i]); }`,
    )
    .join('\n');

async function computed(
  type: keyof typeof WIDTHS,
  name: string,
  arguments_: Float32Array,
): Promise<Float32Array> {
  const results = new Float32Array(arguments_.length);
  const gridThreads = [arguments_.length / WIDTHS[type], 1, 1] as const;
  await run(textOf(name), {
    kernel: `of_${type}`,
    arguments: [arguments_, results],
    gridThreads,
    threadsPerThreadgroup: [256, 1, 1],
  });
  return results;
}

/** The unit in the last place of a float; denormals have the smallest. */
function ulp(value: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value) || 1e-45)), -126) - 23);
}

/** Floats of these bits. */
function floatsOf(bits: readonly number[]): Float32Array {
  return new Float32Array(Uint32Array.from(bits).buffer);
}

/** A float, and those next to it. */
function around(value: number): Float32Array {
  const [bits = 0] = new Uint32Array(Float32Array.of(value).buffer);
  return floatsOf(Array.from({ length: 32 }, (_, i) => bits - 16 + i));
}

const INFINITIES = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
/** Quiet and signalling, and with every bit of the payload. */
const NANS = floatsOf([0x7fc00000, 0xffc00000, 0x7f800001, 0x7fffffff, 0xffffffff, 0x7fc00155]);

describe.each(FUNCTIONS)('$name', ({ name, exact, range: [low, high], least }) => {
  test.each(['float', 'float4'] as const)('of %s is within 2 ulp, or zero for a denormal', async (type) => {
    const x = Float32Array.from([
      ...Array.from({ length: COUNT / 2 }, (_, i) => low + ((high - low) * i) / (COUNT / 2)),
      ...Array.from({ length: COUNT / 4 }, (_, i) => (i % 2 ? high : low) * 2 ** ((-160 * i) / COUNT)),
      ...floatsOf(Array.from({ length: COUNT / 4 }, (_, i) => Math.imul(i, 0x9e3779b1))), // from everywhere
      ...around(low),
      ...around(high),
    ]);
    const y = await computed(type, name, x);
    const errors = Float64Array.from(y, (got, i) => {
      const right = exact(x[i] as number);
      if (Object.is(got, Math.fround(right)) || (got === 0 && Math.abs(right) < least)) return 0;
      return Math.abs(got - right) / ulp(right);
    });
    const worst = errors.reduce((greatest, error) => (error <= greatest ? greatest : error), 0);
    expect(worst).toBeLessThanOrEqual(2);
  });

  test.each(['float', 'float2'] as const)('of %s keeps infinities, zeros and NaN', async (type) => {
    const x = Float32Array.from([...INFINITIES, 0, -0, 200, -200, 1e-42, -1e-42, ...NANS]);
    expect([...(await computed(type, name, x))]).toEqual([...x].map((value) => Math.fround(exact(value))));
  });
});

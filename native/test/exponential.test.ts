import { describe, expect, test } from 'vitest';
import { extent } from './extent.ts';
import { HEADER, run } from './harness.ts';

const COUNT = extent('arguments of exp, exp2 and tanh', 2 ** 16, 2 ** 20);

/** Functions that the headers implement, and the range in which they are neither zero, constant nor infinite. */
const FUNCTIONS = [
  { name: 'exp', exact: Math.exp, range: [-104, 89] },
  { name: 'exp2', exact: (x: number) => 2 ** x, range: [-150, 128.5] },
  { name: 'tanh', exact: Math.tanh, range: [-10, 10] },
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

describe.each(FUNCTIONS)('$name', ({ name, exact, range: [low, high] }) => {
  test.each(['float', 'float4'] as const)('of %s is within 2 ulp', async (type) => {
    const x = Float32Array.from({ length: COUNT }, (_, i) =>
      // Half of them evenly spaced, half ever closer to zero.
      i % 2 ? low + ((high - low) * i) / COUNT : (i % 4 ? high : low) * 2 ** ((-40 * i) / COUNT),
    );
    const y = await computed(type, name, x);
    const errors = Float64Array.from(y, (got, i) => {
      const right = exact(x[i] as number);
      return got === Math.fround(right) ? 0 : Math.abs(got - right) / ulp(right);
    });
    const worst = errors.reduce((greatest, error) => (error <= greatest ? greatest : error), 0);
    expect(worst).toBeLessThanOrEqual(2);
  });

  test.each(['float', 'float2'] as const)('of %s keeps infinities, zeros and NaN', async (type) => {
    const x = Float32Array.of(
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      0,
      -0,
      200,
      -200,
      1e-42,
    );
    expect([...(await computed(type, name, x))]).toEqual([...x].map((value) => Math.fround(exact(value))));
  });
});

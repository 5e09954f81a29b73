// The text of every generated contender, compiled and run on this machine's CPU device beside a loop in float64.
import { expect, test } from 'vitest';
import { CONTENDERS, generate, type Problem, type Program } from '../../kernels/index.ts';
import { type DeviceBuffer, native, type Pipeline } from '../../native/index.ts';
import { createRandom } from './random.ts';

const DEVICE = 'cpu';
const GENERATED = CONTENDERS.filter(({ kind }) => kind === 'generated').map(({ id }) => id);

/** Blocks are up to 64 wide and 64 deep, parts of them 8, 16 and 32, and loads 4. */
const SIZES: [m: number, n: number, k: number][] = [
  [1, 1, 1],
  [2, 3, 4],
  [5, 4, 3],
  [1, 257, 33],
  [193, 1, 8],
  [7, 8, 9],
  [17, 15, 16],
  [31, 33, 32],
  [32, 32, 32],
  [33, 31, 1],
  [63, 64, 65],
  [64, 64, 64],
  [65, 63, 64],
  [64, 64, 31],
  [64, 65, 128],
  [65, 64, 96],
  [127, 129, 63],
  [128, 192, 160],
  [129, 127, 95],
  [200, 100, 50],
];

/** Configurations far from the defaults: small blocks, deep and shallow steps of K, tall and wide parts. */
const OVERRIDES: Record<string, Record<string, number>[]> = {
  'gemm-tiled': [
    { blockM: 16, blockN: 32, blockK: 64, registerM: 2, registerN: 4 },
    { blockM: 32, blockN: 64, blockK: 8, registerM: 8, registerN: 4 },
  ],
  'gemm-direct': [
    { blockM: 16, blockN: 16, registerM: 8, registerN: 8 },
    { blockM: 128, blockN: 64, registerM: 64, registerN: 16 },
  ],
  'gemm-simdgroup': [
    { blockM: 16, blockN: 16, blockK: 64, registerM: 8, registerN: 8 },
    { blockM: 32, blockN: 64, blockK: 8, registerM: 32, registerN: 16 },
  ],
};

const gemm = (m: number, n: number, k: number): Problem => ({ op: 'gemm', dtype: 'f32', m, n, k });

test.each(GENERATED)('%s is right at every edge', { timeout: 60_000 }, async (contender) => {
  for (const size of SIZES)
    expect(await worstError(contender, gemm(...size)), size.join('x')).toBeLessThan(1);
});

test.each(GENERATED)('%s is right in other configurations', { timeout: 60_000 }, async (contender) => {
  for (const overrides of OVERRIDES[contender] ?? []) {
    for (const problem of [gemm(65, 71, 67), gemm(128, 128, 64)]) {
      const label = JSON.stringify({ ...overrides, ...problem });
      expect(await worstError(contender, problem, overrides), label).toBeLessThan(1);
    }
  }
});

test('no contender is left without other configurations', () => {
  expect(Object.keys(OVERRIDES).toSorted()).toEqual(GENERATED.toSorted());
});

/** The largest error of an element, as a share of what adding its products in float32 may be off by. */
async function worstError(
  contender: string,
  problem: Problem,
  overrides?: Record<string, number>,
): Promise<number> {
  const generated = generate(contender, problem, overrides);
  if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
  const { m, n, k } = problem;
  const [a, b] = [numbers(m * k, 'A'), numbers(k * n, 'B')];
  const output = await run(generated.program, { A: a, B: b, C: new Float32Array(m * n).fill(Number.NaN) });
  let worst = 0;
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let [sum, magnitude] = [0, 0];
      for (let i = 0; i < k; i++) {
        const product = (a[row * k + i] as number) * (b[i * n + column] as number);
        sum += product;
        magnitude += Math.abs(product);
      }
      const error = Math.abs((output[row * n + column] as number) - sum) / ((k + 1) * 2 ** -24 * magnitude);
      if (!(error <= worst)) worst = error; // NaN, an element that was not written, counts as worst
    }
  }
  return worst;
}

function numbers(count: number, purpose: string): Float32Array {
  const random = createRandom(1, purpose);
  return Float32Array.from({ length: count }, () => 2 * random.unit() - 1);
}

/** Runs a program with checks, which must find nothing, then as it is measured; returns C. */
async function run(program: Program, matrices: Record<string, Float32Array>): Promise<Float32Array> {
  const buffers: Record<string, DeviceBuffer> = {};
  try {
    for (const [name, values] of Object.entries(matrices)) {
      const buffer = await native.buffer(DEVICE, values.byteLength);
      buffers[name] = buffer;
      await native.write(buffer, values);
    }
    const pending = program.passes.map(async ({ kernel, bindings, threadgroups, threadsPerThreadgroup }) => ({
      pipeline: await pipelineOf(kernel),
      bindings: bindings.map((binding) =>
        'words' in binding
          ? binding
          : { index: binding.index, buffer: buffers[binding.buffer] as DeviceBuffer },
      ),
      threadgroups,
      threadsPerThreadgroup,
    }));
    const passes = await Promise.all(pending);
    const { findings } = await native.check(DEVICE, passes);
    expect(findings.map(({ message }) => message)).toEqual([]);
    const output = buffers.C as DeviceBuffer;
    await native.write(output, matrices.C as Float32Array);
    await native.execute(DEVICE, passes);
    return new Float32Array(await native.read(output));
  } finally {
    for (const buffer of Object.values(buffers)) native.release(buffer);
  }
}

async function pipelineOf(kernel: Program['passes'][number]['kernel']): Promise<Pipeline> {
  const { source, functionName, constants, languageVersion } = kernel;
  const library = await native.compile(DEVICE, source, { languageVersion });
  expect(library.diagnostics, 'compiles without a warning').toEqual([]);
  return native.pipeline(library, functionName, constants);
}

import { describe, expect, test } from 'vitest';
import { fill, HEADER, run } from './harness.ts';
import { kernelTable } from './kernel-table.ts';

describe('simdgroup_matrix', () => {
  const A = fill(64, (i) => (i % 7) - 3);
  const B = fill(64, (i) => (i % 5) - 2);
  const product = fill(64, (i) => {
    let sum = 0;
    for (let k = 0; k < 8; k++) sum += (A[(i >> 3) * 8 + k] ?? 0) * (B[k * 8 + (i & 7)] ?? 0);
    return sum;
  });
  const parameters =
    'device float *a [[buffer(0)]], device float *b [[buffer(1)]], device float *c [[buffer(2)]]';
  const matrices = (type: string, body: string) =>
    `simdgroup_${type}8x8 x, y, z = make_filled_simdgroup_matrix<${type}, 8, 8>(0); ${body}`;
  const LOAD = 'simdgroup_load(x, a, 8); simdgroup_load(y, b, 8);';
  const MULTIPLY = `${LOAD} simdgroup_multiply(z, x, y); simdgroup_store(z, c, 8);`;
  const ACCUMULATE = 'simdgroup_multiply_accumulate(z, x, y, z);';

  const PRODUCTS = {
    'multiplies and accumulates': {
      body: matrices('float', `${LOAD} ${ACCUMULATE} ${ACCUMULATE} simdgroup_store(z, c, 8);`),
      expected: product.map((v) => 2 * v),
    },
    'half represents these small integers exactly': { body: matrices('half', MULTIPLY), expected: product },
    'bfloat represents these small integers exactly': {
      body: matrices('bfloat', MULTIPLY),
      expected: product,
    },
    'loads and stores, transposed, with an origin and a row length': {
      body: matrices(
        'float',
        'simdgroup_load(x, a, 8, ulong2(0, 0), true); simdgroup_store(x, c, 8, ulong2(0, 0), false);',
      ),
      expected: fill(64, (i) => A[(i & 7) * 8 + (i >> 3)] ?? 0),
    },
    // Each lane adds 100 to its first element: lane 0 owns (0, 0), lane 1 (0, 2), lane 2 (1, 0), lane 8 (0, 4), lane 16
    // (4, 0). Access to elements changes how all matrices of a text are kept.
    'lane-owned elements are in Apple’s order': {
      body: matrices(
        'float',
        `${LOAD} simdgroup_multiply(z, x, y); z.thread_elements()[0] += 100; simdgroup_store(z, c, 8);`,
      ),
      expected: product.map((v, i) => v + (i % 2 === 0 ? 100 : 0)),
      before: '#include <metal_simdgroup_matrix>',
      alone: true,
    },
  };
  const kernelOf = kernelTable(
    Object.fromEntries(
      Object.entries(PRODUCTS).map(([name, { expected: _, ...kernel }]) => [name, { ...kernel, parameters }]),
    ),
  );

  test.each(Object.entries(PRODUCTS))('%s', async (name, { expected }) => {
    const { source, kernel } = await kernelOf(name);
    const c = fill(64, () => Number.NaN);
    await run(source, { kernel, arguments: [A.slice(), B.slice(), c], threadsPerThreadgroup: [32, 1, 1] });
    expect(c).toEqual(expected);
  });
});

test('atomics across threadgroups and threads', async () => {
  const counts = new Uint32Array(3);
  await run(
    `${HEADER}kernel void k(device atomic_uint *counts [[buffer(0)]], uint i [[thread_position_in_grid]]) {
      atomic_fetch_add_explicit(&counts[0], 1, memory_order_relaxed);
      atomic_fetch_max_explicit(&counts[1], i, memory_order_relaxed);
      atomic_fetch_or_explicit(&counts[2], 1u << (i % 8), memory_order_relaxed);
    }`,
    { kernel: 'k', arguments: [counts], threadgroups: [64, 1, 1], threadsPerThreadgroup: [96, 1, 1] },
  );
  expect([...counts]).toEqual([64 * 96, 64 * 96 - 1, 255]);
});

test('explicit instantiation, lambdas, structs and program-scope constants', async () => {
  const out = fill(2);
  await run(
    `${HEADER}
constant float TABLE[3] = {1, 20, 300};
struct Pair { float first, second; float sum() const { return first + second; } };
template <typename T, int N> METAL_FUNC T total(constant T *values) { T s = 0; for (int i = 0; i < N; i++) s += values[i]; return s; }
template <int N> kernel void sums(device float *out [[buffer(0)]]) {
  auto twice = [](float x) { return 2 * x; };
  out[0] = total<float, N>(TABLE);
  Pair pair = {1, twice(3)};
  out[1] = pair.sum();
}
template [[host_name("sum_of_three")]] kernel void sums<3>(device float *);`,
    { kernel: 'sum_of_three', arguments: [out], threadsPerThreadgroup: [1, 1, 1] },
  );
  expect([...out]).toEqual([321, 7]);
});

test('threadgroup variables are aligned as declared, and at least for vectors', async () => {
  const out = fill(3, () => -1);
  await run(
    `${HEADER}kernel void k(device float *out [[buffer(0)]]) {
      threadgroup char odd[3];
      threadgroup float plain[4];
      alignas(64) threadgroup char before[5];
      threadgroup alignas(128) char after[7];
      odd[0] = 0;
      out[0] = ulong(plain) % 16;
      out[1] = ulong(before) % 64;
      out[2] = ulong(after) % 128;
    }`,
    { kernel: 'k', arguments: [out], threadsPerThreadgroup: [1, 1, 1] },
  );
  expect([...out]).toEqual([0, 0, 0]);
});

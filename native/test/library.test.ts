import { describe, expect, test } from 'vitest';
import { fill, HEADER, run } from './harness.ts';

/** Expressions of MSL's standard library and what each must give; compiled together, one output each. */
type Cases = readonly (readonly [expression: string, expected: number])[];

const TOPICS: Readonly<Record<string, Cases>> = {
  'vectors and swizzles': [
    ['float4(1, 2, 3, 4).wzyx.x', 4],
    ['float2(5, 6).yx.x', 6],
    ['dot(float3(1, 2, 3), float3(4, 5, 6))', 32],
    ['float4(float2(1, 2), float2(3, 4)).z', 3],
    ['(float3(1, 2, 3) * 2.0f + float3(1)).z', 7],
    ['float(int3(7, 8, 9).zxy.x)', 9],
    ['any(float2(1, 2) > float2(3, 1)) ? 1 : 0', 1],
    ['all(float2(1, 2) > float2(3, 1)) ? 1 : 0', 0],
    ['select(float2(1, 2), float2(3, 4), bool2(false, true)).y', 4],
    ['cross(float3(1, 0, 0), float3(0, 1, 0)).z', 1],
    ['length(float2(3, 4))', 5],
    ['(float2x2(float2(1, 2), float2(3, 4)) * float2(1, 1)).y', 6],
    ['float(uchar4(250, 1, 2, 3).x + uchar(10))', 260],
    ['float(as_type<uint>(1.0f) >> 23)', 127],
  ],
  'half and bfloat round to nearest even': [
    ['float(half(2049.0f))', 2048],
    ['float(half(2051.0f))', 2052],
    ['float(half(0.1f))', 0.0999755859375],
    ['float(1.5h + 2.25h)', 3.75],
    ['float(half(65520.0f)) > 65504.0f ? 1 : 0', 1],
    ['float(bfloat(257.0f))', 256],
    ['float(bfloat(259.0f))', 260],
    ['float(bfloat(3.0f) * bfloat(5.0f))', 15],
    ['float(half4(1, 2, 3, 4).w)', 4],
    ['isnan(float(bfloat(NAN))) ? 1 : 0', 1],
  ],
  'math and integers': [
    ['exp2(3.0f)', 8],
    ['rsqrt(16.0f)', 0.25],
    ['precise::sqrt(2.25f)', 1.5],
    ['fast::log2(8.0f)', 3],
    ['fma(2.0f, 3.0f, 4.0f)', 10],
    ['rint(2.5f)', 2],
    ['round(2.5f)', 3],
    ['fract(2.75f)', 0.75],
    ['clamp(7.0f, 0.0f, 5.0f)', 5],
    ['mix(2.0f, 4.0f, 0.25f)', 2.5],
    ['sign(-3.0f)', -1],
    ['isinf(INFINITY) ? 1 : 0', 1],
    ['float(popcount(0xf0fu))', 8],
    ['float(clz(1u))', 31],
    ['float(mulhi(0x80000000u, 4u))', 2],
    ['float(extract_bits(0xabcdu, 4, 8))', 0xbc],
    ['float(addsat(INT_MAX, 1) == INT_MAX)', 1],
    ['float(numeric_limits<short>::max())', 32767],
    ['float(max(3, 5) - min(3, 5))', 2],
    ['1 / 4.0', 0.25],
  ],
};

describe('the standard library', () => {
  test.each(Object.entries(TOPICS))('%s', async (_topic, cases) => {
    const assignments = cases.map(([expression], i) => `out[${i}] = ${expression};`).join('\n');
    const out = fill(cases.length, () => -999);
    await run(`${HEADER}kernel void k(device float *out [[buffer(0)]]) {\n${assignments}\n}`, {
      kernel: 'k',
      arguments: [out],
      threadsPerThreadgroup: [1, 1, 1],
    });
    const got = Object.fromEntries(cases.map(([expression], i) => [expression, out[i]]));
    expect(got).toEqual(Object.fromEntries(cases));
  });
});

/** Of 32 lanes with value `lane`, what lane 5 gets. */
const SIMD: Cases = [
  ['simd_sum(v)', 496],
  ['simd_max(v)', 31],
  ['simd_min(v + 3)', 3],
  ['simd_shuffle(v, 9)', 9],
  ['simd_shuffle_xor(v, 1)', 4],
  ['simd_shuffle_up(v, 2)', 3],
  ['simd_shuffle_down(v, 2)', 7],
  ['simd_shuffle_rotate_up(v, 6)', 31],
  ['simd_broadcast(v, 17)', 17],
  ['simd_broadcast_first(v + 1)', 1],
  ['simd_prefix_inclusive_sum(v)', 15],
  ['simd_prefix_exclusive_sum(v)', 10],
  ['simd_product(lane < 3 ? 2.0f : 1.0f)', 8],
  ['simd_any(lane == 31) ? 1 : 0', 1],
  ['simd_all(lane < 31) ? 1 : 0', 0],
  ['float(popcount(uint(ulong(simd_ballot(lane % 2 == 0)))))', 16],
  ['quad_sum(v)', 22],
  ['quad_max(v)', 7],
  ['quad_broadcast(v, 2)', 6],
  ['quad_shuffle_xor(v, 3)', 6],
  ['simd_sum(float2(v, 1)).y', 32],
];

test('SIMD-group and quad functions', async () => {
  const assignments = SIMD.map(
    ([expression], i) => `{ float r = ${expression}; if (lane == 5) out[${i}] = r; }`,
  );
  const out = fill(SIMD.length, () => -999);
  await run(
    `${HEADER}kernel void k(device float *out [[buffer(0)]], ushort lane [[thread_index_in_simdgroup]]) {
      float v = lane;\n${assignments.join('\n')}\n}`,
    { kernel: 'k', arguments: [out], threadsPerThreadgroup: [32, 1, 1] },
  );
  expect(Object.fromEntries(SIMD.map(([e], i) => [e, out[i]]))).toEqual(Object.fromEntries(SIMD));
});

describe('simdgroup_matrix', () => {
  const A = fill(64, (i) => (i % 7) - 3);
  const B = fill(64, (i) => (i % 5) - 2);
  const product = fill(64, (i) => {
    let sum = 0;
    for (let k = 0; k < 8; k++) sum += (A[(i >> 3) * 8 + k] ?? 0) * (B[k * 8 + (i & 7)] ?? 0);
    return sum;
  });
  const ARGUMENTS =
    'device float *a [[buffer(0)]], device float *b [[buffer(1)]], device float *c [[buffer(2)]]';
  const multiply = async (body: string, type = 'float') => {
    const c = fill(64, () => Number.NaN);
    await run(
      `#include <metal_simdgroup_matrix>\n${HEADER}kernel void k(${ARGUMENTS}) {
        simdgroup_${type}8x8 x, y, z = make_filled_simdgroup_matrix<${type}, 8, 8>(0);
        ${body}
      }`,
      { kernel: 'k', arguments: [A.slice(), B.slice(), c], threadsPerThreadgroup: [32, 1, 1] },
    );
    return c;
  };
  const LOAD = 'simdgroup_load(x, a, 8); simdgroup_load(y, b, 8);';

  test('multiplies and accumulates', async () => {
    const body = `${LOAD} simdgroup_multiply_accumulate(z, x, y, z); simdgroup_multiply_accumulate(z, x, y, z);`;
    expect(await multiply(`${body} simdgroup_store(z, c, 8);`)).toEqual(product.map((v) => 2 * v));
  });

  test('half and bfloat hold these small integers exactly', async () => {
    const body = `${LOAD} simdgroup_multiply(z, x, y); simdgroup_store(z, c, 8);`;
    expect(await multiply(body, 'half')).toEqual(product);
    expect(await multiply(body, 'bfloat')).toEqual(product);
  });

  test('loads and stores transposed, from an origin, with a row length', async () => {
    const body =
      'simdgroup_load(x, a, 8, ulong2(0, 0), true); simdgroup_store(x, c, 8, ulong2(0, 0), false);';
    expect(await multiply(body)).toEqual(fill(64, (i) => A[(i & 7) * 8 + (i >> 3)] ?? 0));
  });

  test('lane-owned elements are in Apple’s order', async () => {
    // Each lane adds 100 to its first element: lane 0 owns (0, 0), lane 1 (0, 2), lane 2 (1, 0), lane 8 (0, 4), lane 16 (4, 0).
    const body = `${LOAD} simdgroup_multiply(z, x, y); z.thread_elements()[0] += 100; simdgroup_store(z, c, 8);`;
    const expected = product.map((v, i) => v + (i % 2 === 0 ? 100 : 0));
    expect(await multiply(body)).toEqual(expected);
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

test('templates by explicit instantiation, lambdas, structs, program-scope constants', async () => {
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

test('threadgroup variables are aligned as declared, and for vectors at least', async () => {
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

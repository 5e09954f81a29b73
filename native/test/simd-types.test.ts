import { describe, expect, test } from 'vitest';
import { fill, HEADER, run } from './harness.ts';
import { kernelTable, type PlacedKernel } from './kernel-table.ts';

/** What each of 32 lanes computes; `i` is its index. */
interface Operation {
  readonly body: string;
  readonly expected: (lane: number) => number;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'sums of half': { body: 'out[i] = simd_sum(half(i));', expected: () => 496 },
  'sums of bfloat': { body: 'out[i] = float(simd_sum(bfloat(1.0f)));', expected: () => 32 },
  'the largest bfloat': { body: 'out[i] = float(simd_max(bfloat(float(i))));', expected: () => 31 },
  'sums of vectors': {
    body: 'float3 v = simd_sum(float3(i, 1, 2)); half4 h = simd_sum(half4(1)); out[i] = v.x + v.y + v.z + h.w;',
    expected: () => 496 + 32 + 64 + 32,
  },
  'shuffles of bool': { body: 'out[i] = simd_shuffle_xor(i % 2 == 0, 1);', expected: (i) => i % 2 },
  'shuffles of half': {
    body: 'out[i] = simd_shuffle_down(half(i), 2);',
    expected: (i) => (i < 30 ? i + 2 : i),
  },
  'shuffles of vectors': {
    body: 'out[i] = simd_shuffle_up(uint2(i, 2 * i), 1).y;',
    expected: (i) => (i > 0 ? 2 * i - 2 : 0),
  },
  'shuffles filled from below': {
    body: 'out[i] = simd_shuffle_and_fill_up(float(i), 100.0f + i, 3);',
    expected: (i) => (i < 3 ? 100 + i + 29 : i - 3),
  },
  'shuffles filled from above, in groups of eight': {
    body: 'out[i] = simd_shuffle_and_fill_down(ushort(i), ushort(100 + i), 3, 8);',
    expected: (i) => (i % 8 < 5 ? i + 3 : 100 + i + 3 - 8),
  },
  'bits of 64-bit integers': {
    body: 'out[i] = float(simd_or(1ul << (i + 8)) >> 32);',
    expected: () => 255,
  },
  'prefix sums of half': {
    body: 'out[i] = simd_prefix_inclusive_sum(half(1)) + simd_prefix_exclusive_sum(half(1));',
    expected: (i) => 2 * i + 1,
  },
};

const PARAMETERS = 'device float *out [[buffer(0)]], uint i [[thread_index_in_simdgroup]]';

/** What 32 lanes leave in `out`. */
async function lanes({ source, kernel }: PlacedKernel): Promise<number[]> {
  const out = fill(64);
  await run(source, { kernel, arguments: [out], threadsPerThreadgroup: [32, 1, 1] });
  return [...out.subarray(0, 32)];
}

describe('SIMD-group operations take values of every type', () => {
  const entries = Object.entries(OPERATIONS);
  const kernelOf = kernelTable(
    Object.fromEntries(entries.map(([name, { body }]) => [name, { parameters: PARAMETERS, body }])),
  );
  test.each(entries)('%s', async (name, { expected }) => {
    const found = await lanes(await kernelOf(name));
    expect(found).toEqual(Array.from({ length: 32 }, (_, i) => expected(i)));
  });
});

const MATRICES = (declarations: string, product: string, read: string) => `${HEADER}
kernel void k(${PARAMETERS}) {
  threadgroup half a[64]; threadgroup bfloat b[64]; threadgroup float c[64];
  for (uint j = i; j < 64; j += 32) { a[j] = j / 8 == j % 8 ? half(2) : half(0); b[j] = bfloat(float(j)); }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  simdgroup_matrix<half, 8, 8> left; simdgroup_matrix<bfloat, 8, 8> right; ${declarations}
  simdgroup_load(left, a, 8); simdgroup_load(right, b, 8, 0, false);
  ${product}
  ${read}
}`;

describe('SIMD-group matrices with mixed element types', () => {
  test('half by bfloat into float', async () => {
    const store = 'simdgroup_store(sum, c, 8); simdgroup_barrier(mem_flags::mem_threadgroup); out[i] = c[i];';
    const source = MATRICES(
      'simdgroup_float8x8 sum = make_filled_simdgroup_matrix<float, 8>(1);',
      'simdgroup_multiply_accumulate(sum, left, right, sum);',
      store,
    );
    const found = await lanes({ source, kernel: 'k' });
    expect(found).toEqual(Array.from({ length: 32 }, (_, i) => 2 * i + 1));
  });

  test('by the operator, read by each lane', async () => {
    const source = MATRICES(
      'simdgroup_float8x8 twice = simdgroup_float8x8(2);',
      'simdgroup_float8x8 product = twice * twice;',
      'out[i] = product.thread_elements()[0] + product.thread_elements()[1];',
    );
    const found = await lanes({ source, kernel: 'k' });
    // The diagonal is in the lanes that hold it.
    expect(found.reduce((sum, value) => sum + value, 0)).toBe(8 * 4);
    expect(found.filter((value) => value !== 0)).toEqual(Array(8).fill(4));
  });
});

test('kernels that access matrix elements work beside others', async () => {
  const source = `${HEADER}
kernel void single(device float *out [[buffer(0)]], uint i [[thread_index_in_simdgroup]]) { simdgroup_float8x8 m(1); out[i] = m.thread_elements()[0]; }
kernel void k(device float *out [[buffer(0)]]) { simdgroup_float8x8 m(3); simdgroup_store(m, out, 8); }
${Array.from({ length: 8 }, (_, n) => `kernel void other${n}(device float *out [[buffer(0)]]) {}`).join('\n')}`;
  expect((await lanes({ source, kernel: 'k' })).slice(0, 10)).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0, 3]);
});

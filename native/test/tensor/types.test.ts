import { expect, test } from 'vitest';
import { extent } from '../extent.ts';
import { at, fill, run } from '../harness.ts';
import { TENSOR_HEADER, TENSOR_LAUNCH } from './kernels.ts';

const [M, N, K] = [16, 32, 16];

/** Small integers that every type can hold, and their sums too. */
const inputs = fill(M * K + K * N, (i) => (i * 7 + Math.floor(i / 5)) % 4);
const a = (row: number, column: number) => at(inputs, row * K + column);
const b = (row: number, column: number) => at(inputs, M * K + row * N + column);

/** A product, in each place of the result, of what two functions say of the operands. */
function productOf(left: (row: number, k: number) => number, right: (k: number, column: number) => number) {
  return [...fill(M * N)].map((_, i) => {
    const [row, column] = [Math.floor(i / N), i % N];
    return [...fill(K)].reduce((sum, _k, k) => sum + left(row, k) * right(k, column), 0);
  });
}

/** Turns the operands that are stored the other way round. */
const expected = (turnsLeft: boolean, turnsRight: boolean) =>
  productOf(
    (row, k) => (turnsLeft ? a(k, row) : a(row, k)),
    (k, column) => (turnsRight ? at(inputs, M * K + column * K + k) : b(k, column)),
  );

const FUNCTIONS = `
template <typename T> void fill_tile(threadgroup T *tile, device float *in, int count, uint lane) {
  for (int i = lane; i < count; i += 32) tile[i] = T(in[i]);
}
template <typename L, typename R, typename C, bool TL, bool TR>
void multiply(threadgroup uchar *memory, device float *in, device float *out, uint lane) {
  threadgroup L *left = (threadgroup L *)memory;
  threadgroup R *right = (threadgroup R *)(memory + 4096);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  fill_tile(left, in, ${M * K}, lane);
  fill_tile(right, in + ${M * K}, ${K * N}, lane);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  auto a = tensor(left, extents<int, 16, 16>());
  auto b = tensor(right, dextents<int, 2>(TR ? ${K} : ${N}, TR ? ${N} : ${K}));
  constexpr auto desc = matmul2d_descriptor(${M}, ${N}, static_cast<int>(dynamic_extent), TL, TR);
  matmul2d<desc, execution_simdgroup> op;
  auto c = op.template get_destination_cooperative_tensor<decltype(a), decltype(b), C>();
  op.run(a, b, c);
  for (ushort i = 0; i < c.get_capacity(); i++)
    if (c.is_valid_element(i)) {
      auto index = c.get_multidimensional_index(i);
      out[index[1] * ${N} + index[0]] = float(c[i]);
    }
}
`;

const BYTES = ['char', 'uchar'] as const;
/** Operands and destinations of Metal's headers, but for those of packed formats. */
const TABLE: readonly (readonly (readonly string[])[])[] = [
  [['half'], ['half', ...BYTES], ['half', 'float']],
  [BYTES, ['half'], ['half', 'float']],
  [['half', ...BYTES], ['float'], ['float']],
  [['float'], ['half', 'float', 'bfloat', ...BYTES], ['float']],
  [['char'], ['char'], ['int']],
  [['uchar'], ['uchar'], ['int']],
  [['bfloat'], ['bfloat', ...BYTES], ['bfloat', 'float']],
  [BYTES, ['bfloat'], ['bfloat', 'float']],
  [['bfloat'], ['float'], ['float']],
  [['bfloat'], ['half'], ['bfloat', 'half', 'float']],
  [['half'], ['bfloat'], ['bfloat', 'half', 'float']],
];

const ALL = TABLE.flatMap(([left = [], right = [], destination = []]) =>
  left.flatMap((l) => right.flatMap((r) => destination.map((c) => [l, r, c] as const))),
);
const STEP = Math.ceil(ALL.length / extent('combinations of types', 5, ALL.length));
/** Some of them, and whether the operands are turned. */
const PRODUCTS = ALL.filter((_, i) => i % STEP === 0).map(
  (types, i) => [...types, i % 2 > 0, i % 3 > 0] as const,
);

test('products of all kinds of types, turned and not', async () => {
  const calls = PRODUCTS.map(
    ([l, r, c, tl, tr], i) =>
      `  multiply<${l}, ${r}, ${c}, ${tl}, ${tr}>(memory, in, out + ${i * M * N}, lane);`,
  );
  const source = `${TENSOR_HEADER}${FUNCTIONS}
kernel void products(device float *in [[buffer(0)]], device float *out [[buffer(1)]], uint lane [[thread_index_in_simdgroup]]) {
  threadgroup uchar memory[8192];
${calls.join('\n')}
}`;
  const out = fill(PRODUCTS.length * M * N);
  await run(source, { ...TENSOR_LAUNCH, kernel: 'products', arguments: [inputs, out] });
  for (const [i, [l, r, c, tl, tr]] of PRODUCTS.entries())
    expect([...out.subarray(i * M * N, (i + 1) * M * N)], `${l} x ${r} -> ${c}`).toEqual(expected(tl, tr));
});

test('halves of bytes, relaxed precision and a single thread', async () => {
  const source = `${TENSOR_HEADER}
kernel void others(device float *in [[buffer(0)]], device uchar *packed [[buffer(1)]], device float *out [[buffer(2)]]) {
  auto a = tensor(in, dextents<int, 2>(${K}, ${M}));
  tensor<device int4b_format, dextents<int, 2>, tensor_inline> b(packed, dextents<int, 2>(${K}, ${N}));
  auto c = tensor(out, dextents<int, 2>(${N}, ${M}));
  threadgroup half halves[${M * K}];
  for (int i = 0; i < ${M * K}; i++) halves[i] = half(in[i]);
  auto h = tensor(halves, dextents<int, 2>(${K}, ${M}));
  matmul2d<matmul2d_descriptor(${M}, ${N}, ${K}, false, true), execution_thread> op;
  op.run(h, b, c);
  auto d = tensor(out + ${M * N}, dextents<int, 2>(1, 1));
  matmul2d<matmul2d_descriptor(1, 16, ${K}, false, false, true), execution_thread> relaxed;
  out[${M * N} + 1] = 1 + 0x1p-12f;
  auto precise = tensor(out + ${M * N} + 1, dextents<int, 2>(${K}, 1), array<int, 2>{0, 1});
  auto ones = tensor(out + ${M * N} + 2, dextents<int, 2>(1, ${K}), array<int, 2>{1, 0});
  out[${M * N} + 2] = 1;
  relaxed.run(precise, ones, d);
}`;
  const bytes = new Uint8Array((K * N) / 2).map((_, i) => (i * 37) % 256);
  const packed = new Uint32Array(bytes.buffer);
  const nibble = (i: number) => (((at(bytes, i >> 1) >> (4 * (i % 2))) & 15) << 28) >> 28;
  const out = fill(M * N + 3);
  const launch = { ...TENSOR_LAUNCH, kernel: 'others', arguments: [inputs, packed, out] };
  await run(source, { ...launch, threadsPerThreadgroup: [1, 1, 1] });
  expect([...out.subarray(0, M * N)]).toEqual(productOf(a, (k, column) => nibble(column * K + k)));
  expect(at(out, M * N)).toBe(K);
});

/** A number of so many bits of exponent and mantissa below its sign. */
function smallFloat(code: number, exponentBits: number, mantissaBits: number): number {
  const power = (code >> mantissaBits) & (2 ** exponentBits - 1);
  const fraction = (code & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  const size = power === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (power - bias);
  return code >> (exponentBits + mantissaBits) ? -size : size;
}

/** The formats of version 4.1: bits of an element, and the value of its code. */
const FORMATS: readonly (readonly [format: string, bits: number, value: (code: number) => number])[] = [
  ['int2b_format', 2, (code) => (code << 30) >> 30],
  ['uint2b_format', 2, (code) => code],
  ['metal_fp4_e2m1_format', 4, (code) => smallFloat(code, 2, 1)],
  ['metal_fp8_e4m3_format', 8, (code) => smallFloat(code, 4, 3)],
  ['metal_fp8_e5m2_format', 8, (code) => smallFloat(code, 5, 2)],
];

test('formats of version 4.1', async () => {
  const calls = FORMATS.map(
    ([format], i) => `  {
    tensor<device ${format}, dextents<int, 2>, tensor_inline> b(packed, dextents<int, 2>(${K}, ${N}));
    auto c = tensor(out + ${i * M * N}, dextents<int, 2>(${N}, ${M}));
    op.run(a, b, c);
  }`,
  );
  const source = `${TENSOR_HEADER}
kernel void formats(device float *in [[buffer(0)]], device uchar *packed [[buffer(1)]], device float *out [[buffer(2)]], uint lane [[thread_index_in_simdgroup]]) {
  threadgroup half halves[${M * K}];
  for (int i = lane; i < ${M * K}; i += 32) halves[i] = half(in[i]);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  auto a = tensor(halves, dextents<int, 2>(${K}, ${M}));
  matmul2d<matmul2d_descriptor(${M}, ${N}, ${K}, false, true), execution_simdgroup> op;
${calls.join('\n')}
}`;
  // Small enough for sums that are exact in any order.
  const bytes = new Uint8Array(K * N).map((_, i) => ((i * 37) % 60) + 128 * (i % 2));
  const code = (i: number, bits: number) =>
    (at(bytes, Math.floor((i * bits) / 8)) >> ((i * bits) % 8)) & (2 ** bits - 1);
  const out = fill(FORMATS.length * M * N);
  await run(source, {
    ...TENSOR_LAUNCH,
    languageVersion: '4.1',
    kernel: 'formats',
    arguments: [inputs, new Uint32Array(bytes.buffer), out],
  });
  for (const [i, [format, bits, value]] of FORMATS.entries()) {
    const expected = productOf(a, (k, column) => value(code(column * K + k, bits)));
    expect([...out.subarray(i * M * N, (i + 1) * M * N)], format).toEqual(expected.map(Math.fround));
  }
});

import { expect, test } from 'vitest';
import { compileMsl } from './compile.ts';
import type { MslOptions } from './types.ts';

const HEADERS = `#include <metal_stdlib>
#include <metal_tensor>
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
using namespace metal;
using namespace mpp::tensor_ops;
`;

/** A text with one kernel, whose body begins at line 8. */
const text = (body: string, headers = HEADERS) => `${headers}
kernel void k(device float *p [[buffer(0)]], device half *h [[buffer(1)]]) {
${body}
}`;

const OPERANDS = `auto f = tensor(p, dextents<int, 2>(16, 16)); auto g = tensor(h, dextents<int, 2>(16, 16));`;

/** The messages about a text that is refused. */
async function messagesOf(source: string, languageVersion: MslOptions['languageVersion'] = '4.0') {
  const message = await compileMsl(source, { languageVersion }).then(
    () => 'no errors',
    (error: Error) => error.message,
  );
  return message;
}

test.each([
  [
    'a tile of 8x8',
    'matmul2d<matmul2d_descriptor(8, 8), execution_simdgroup> op;',
    'm or n must be a multiple of 16',
  ],
  [
    'no scope',
    'matmul2d<matmul2d_descriptor(16, 16), float> op;',
    'the scope must be execution_thread or execution_simdgroups<N>',
  ],
  [
    'types that are not multiplied',
    `${OPERANDS} matmul2d<matmul2d_descriptor(16, 16), execution_simdgroup> op; op.run(f, f, g);`,
    'these types of left, right and destination elements are not supported',
  ],
  [
    'const elements',
    'device const float *c = p; auto f = tensor(c, dextents<int, 2>(16, 16)); auto g = tensor(p, dextents<int, 2>(16, 16)); matmul2d<matmul2d_descriptor(16, 16), execution_simdgroup> op; op.run(f, g, g);',
    'the elements of a tensor must not be const',
  ],
  [
    'inputs of several SIMD-groups',
    'matmul2d<matmul2d_descriptor(16, 16, 16), execution_simdgroups<4>> op; auto l = op.get_left_input_cooperative_tensor<half, half, float>();',
    'cooperative tensors as inputs require a single SIMD-group',
  ],
  [
    'inputs of unknown depth',
    'matmul2d<matmul2d_descriptor(16, 16), execution_simdgroup> op; auto l = op.get_left_input_cooperative_tensor<half, half, float>();',
    'k must not be dynamic with cooperative tensors as inputs',
  ],
  [
    'a store to another type',
    `${OPERANDS} matmul2d<matmul2d_descriptor(16, 16), execution_simdgroup> op; auto c = op.get_destination_cooperative_tensor<decltype(f), decltype(f), float>(); c.store(g);`,
    'a tensor to load or store must have elements of the same type',
  ],
  [
    'a name that only comments have',
    `${OPERANDS} auto s = f.static_slice<16, 16>(0, 0);`,
    "no member named 'static_slice'",
  ],
  [
    'formats of 4.1',
    'tensor<device int2b_format, dextents<int, 2>, tensor_inline> t;',
    'a type specifier is required',
  ],
])('%s', async (_what, body, message) => {
  const messages = await messagesOf(text(body));
  expect(messages).toContain(message);
  expect(messages).toContain('program_source:8:');
});

test('a descriptor that is declared outside, and formats of 4.1', async () => {
  const source = `${HEADERS}constexpr constant auto product = matmul2d_descriptor(16, 32, static_cast<int>(dynamic_extent), false, true);
template <int M> struct Tile { static constexpr constant auto desc = matmul2d_descriptor(M, 32); };
kernel void k(device half *h [[buffer(0)]], device uchar *packed [[buffer(1)]], device float *out [[buffer(2)]]) {
  auto a = tensor(h, dextents<int, 2>(32, 16));
  tensor<device int2b_format, dextents<int, 2>, tensor_inline> b(packed, dextents<int, 2>(32, 32));
  auto c = tensor(out, dextents<int, 2>(32, 16));
  matmul2d<product, execution_simdgroups<4>> op;
  matmul2d<Tile<16>::desc, execution_simdgroup> other;
  static_assert(decltype(other)::descriptor.m == 16, "");
  op.run(a, b, c);
}`;
  expect(await messagesOf(source, '4.1')).toBe('no errors');
});

test('older versions of the language have no tensors, and their names are free', async () => {
  const source = `${HEADERS.replace('using namespace mpp::tensor_ops;', '')}struct tensor { float x; };
kernel void k(device float *p [[buffer(0)]]) { tensor t{1}; p[0] = t.x; }`;
  expect(await messagesOf(source, '3.2')).toBe('no errors');
  expect(
    await messagesOf(text('matmul2d<matmul2d_descriptor(16, 16), execution_simdgroup> op;'), '3.2'),
  ).toContain('mpp');
});

test.each([
  [
    'tensor<device half, dextents<int, 2>> &a [[buffer(0)]]',
    "argument 'a' of kernel 'k': a tensor is passed by value",
  ],
  ['device tensor<device half, dextents<int, 2>> *a [[buffer(0)]]', 'a tensor is passed by value'],
  [
    'tensor<device half, dextents<int, 2>, tensor_inline> a [[buffer(0)]]',
    'an argument by value must be a tensor with the descriptor tensor_handle',
  ],
  ['float a [[buffer(0)]]', 'an argument by value must be a tensor'],
  ['tensor<threadgroup half, dextents<int, 2>> a [[buffer(0)]]', 'must be in device or constant memory'],
  [
    'tensor<device long, dextents<int, 2>> a [[buffer(0)]]',
    'Metal has no tensors with elements of this type',
  ],
  [
    'tensor<device half, dextents<int, 2>> a [[buffer(1)]], device int *b [[buffer(1)]]',
    "'b' and 'a' are both buffer(1)",
  ],
  ['tensor<device half, dextents<int, 2>> a, uint i [[thread_position_in_grid]]', 'no errors'],
])('tensors that the host makes: %s', async (parameters, message) => {
  expect(await messagesOf(`${HEADERS}kernel void k(${parameters}) {}`)).toContain(message);
});

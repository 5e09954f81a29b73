import { expect, test } from 'vitest';
import type { FindingKind } from '../../types.ts';
import { check, fill } from '../harness.ts';
import { TENSOR_HEADER, TENSOR_LAUNCH } from '../tensor/kernels.ts';

/** A deliberate fault in a product of 16x16 elements by one SIMD-group; its line ends in `// A`. */
interface PlantedTensor {
  readonly kind: FindingKind;
  /** Part of the message. */
  readonly says: string;
  readonly body: string;
  readonly threads?: number;
  /** Whether the host makes the tensors, rather than the kernel. */
  readonly isBound?: boolean;
}

const PLANTED: Readonly<Record<string, PlantedTensor>> = {
  'a layout that is assumed': {
    kind: 'lane-order',
    says: 'the result of',
    body: `op.run(a, b, c);
for (ushort i = 0; i < 8; i++) {
  const ushort row = ((lane >> 2 & 4) | (lane >> 1 & 3)) + 8 * (i >> 2), column = ((lane >> 2 & 2) | (lane & 1)) * 4 + i % 4;
  out[16 * row + column] = c[i];
}`,
  },
  'slots without elements': {
    kind: 'race',
    says: "buffer 'out'",
    body: `op.run(a, b, c);
for (ushort i = 0; i < c.get_capacity(); i++) {
  auto index = c.get_multidimensional_index(i);
  out[16 * index[1] + index[0]] = c[i]; // A
}`,
  },
  'no barrier after a tensor is written': {
    kind: 'race',
    says: "threadgroup memory 'tile'",
    body: `auto t = tensor(tile, dextents<int, 2>(16, 16));
op.run(a, b, t);
out[lane] = tile[lane * 8]; // A`,
  },
  'no barrier before a tensor is read': {
    kind: 'race',
    says: "threadgroup memory 'tile'",
    body: `for (uint i = lane; i < 256; i += 32) tile[i] = in[i];
auto t = tensor(tile, dextents<int, 2>(16, 16));
op.run(t, b, c); // A
c.store(o);`,
  },
  'another number of SIMD-groups': {
    kind: 'stopped',
    says: 'is for 2 SIMD-groups, and the threadgroup has 1 SIMD-group',
    body: `matmul2d<matmul2d_descriptor(16, 16, 16), execution_simdgroups<2>> two;
two.run(a, b, o); // A`,
  },
  'part of a SIMD-group': {
    kind: 'stopped',
    says: 'is for whole SIMD-groups, and one of the threadgroup has 20 threads',
    threads: 20,
    body: 'op.run(a, b, o); // A',
  },
  'an operation that some threads skip': {
    kind: 'divergent-simdgroup',
    says: 'its whole SIMD-group must reach',
    body: 'if (lane < 16) op.run(a, b, o); // A',
  },
  'an accumulator that is not set': {
    kind: 'tensor-operation',
    says: 'of a cooperative tensor before it is set',
    body: `matmul2d<matmul2d_descriptor(16, 16, 16, false, false, false, matmul2d_descriptor::mode::multiply_accumulate), execution_simdgroup> more;
more.run(a, b, c); // A
c.store(o);`,
  },
  'no identity for a maximum': {
    kind: 'tensor-operation',
    says: 'reduces with the identity 0, which replaces the result -',
    body: `auto r = op.get_row_reduction_destination_cooperative_tensor<decltype(a), decltype(b), float>();
op.run(a, b, c);
reduce_rows(c, r, reduction_operation::max); // A
for (ushort i = 0; i < r.get_capacity(); i++)
  if (r.is_valid_element(i)) tile[r.get_multidimensional_index(i)[0]] = r[i];
simdgroup_barrier(mem_flags::mem_threadgroup);
if (lane < 16) out[lane] = tile[lane];`,
  },
  'an iterator that is not compatible': {
    kind: 'tensor-operation',
    says: 'is_iterator_compatible says when it does',
    body: `auto r = op.get_row_reduction_destination_cooperative_tensor<decltype(a), decltype(b), float>();
op.run(a, b, c);
reduce_rows(c, r);
for (auto it = c.begin(); it != c.end(); it++)
  if (it.is_valid_element()) *it -= *r.map_iterator(it); // A
c.store(o);`,
  },
  'the place of another operation’s element': {
    kind: 'tensor-operation',
    says: 'is_iterator_compatible says when it does',
    body: `matmul2d<matmul2d_descriptor(16, 16, 16, false, true), execution_simdgroup> other;
auto d = other.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();
op.run(a, b, c);
other.run(a, b, d);
for (auto it = c.begin(); it != c.end(); it++)
  if (it.is_valid_element()) *it -= *d.map_iterator(it); // A
c.store(o);`,
  },
  'an input that is not compatible': {
    kind: 'tensor-operation',
    says: 'is_compatible_as_left_input',
    body: `op.run(a, b, c);
auto left = op.get_left_input_cooperative_tensor<float, float, float>(c); // A
op.run(left, b, o);`,
  },
  'a static k beyond the extents': {
    kind: 'tensor-operation',
    says: 'multiplies with k = 16 in its descriptor, and an operand has 8 left',
    body: `auto narrow = tensor(in, dextents<int, 2>(8, 16), array<int, 2>{1, 16});
op.run(narrow, b, o); // A`,
  },
  'a static slice beyond the extents': {
    kind: 'out-of-bounds',
    says: 'outside of the extents of the tensor',
    body: `auto wide = tensor(in, dextents<int, 2>(8, 16), array<int, 2>{1, 16});
auto left = wide.slice<16, 16>(0, 0);
op.run(left, b, o); // A`,
  },
  'a static slice to read beyond a bound tensor': {
    kind: 'out-of-bounds',
    says: "buffer 'bound_a' [[buffer(2)]] (1024 bytes), outside of the extents of the tensor",
    isBound: true,
    body: `auto left = a.slice<16, 16>(8, 0);
op.run(left, b, o); // A`,
  },
  'a static slice to write beyond a bound tensor': {
    kind: 'out-of-bounds',
    says: "of buffer 'bound_o' [[buffer(4)]] (1024 bytes)",
    isBound: true,
    body: `auto place = o.slice<16, 16>(0, 8);
op.run(a, b, place); // A`,
  },
  'no barrier after a bound tensor is written': {
    kind: 'race',
    says: "buffer 'bound_o' [[buffer(4)]]",
    isBound: true,
    body: `op.run(a, b, o);
op.run(o, b, a); // A`,
  },
};

/** As many to a text as are compiled at once. */
const PER_TEXT = 8;

const entries = Object.entries(PLANTED);

function textOf(number: number): string {
  const first = number - (number % PER_TEXT);
  const kernels = entries.slice(first, first + PER_TEXT).map(
    (
      [, { body, isBound = false }],
      i,
    ) => `kernel void k${first + i}(device float *in [[buffer(0)]], device float *out [[buffer(1)]],
    Matrix bound_a [[buffer(2)]], Matrix bound_b [[buffer(3)]], Matrix bound_o [[buffer(4)]],
    uint lane [[thread_index_in_simdgroup]]) {
  threadgroup float tile[256];
  if (lane > 99) tile[0] = 0;
  auto a = ${isBound ? 'bound_a' : 'tensor(in, dextents<int, 2>(16, 16))'};
  auto b = ${isBound ? 'bound_b' : 'tensor(in + 256, dextents<int, 2>(16, 16))'};
  auto o = ${isBound ? 'bound_o' : 'tensor(out, dextents<int, 2>(16, 16))'};
  matmul2d<matmul2d_descriptor(16, 16, 16), execution_simdgroup> op;
  auto c = op.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();
${body.replace('// A', `// A${first + i}`)}
}
`,
  );
  return `${TENSOR_HEADER}using Matrix = tensor<device float, dextents<int, 2>>;\n${kernels.join('')}`;
}

/** A matrix that the host makes a tensor of. */
const bound = (values: Float32Array) => ({ values, tensor: { element: 'float', extents: [16, 16] } });

test.each(entries.map(([name, planted], i) => [name, planted, i] as const))(
  '%s',
  async (_name, { kind, says, body, threads = 32 }, number) => {
    const source = textOf(number);
    const values = fill(512, (i) => (i < 256 ? 1 + ((i >> 4) % 2) : -1 - ((i % 16) % 3)));
    const { findings } = await check(source, {
      ...TENSOR_LAUNCH,
      kernel: `k${number}`,
      arguments: [values, fill(256), bound(values.slice(0, 256)), bound(values.slice(256)), bound(fill(256))],
      threadsPerThreadgroup: [threads, 1, 1],
    });
    const found = findings.find((finding) => finding.kind === kind && finding.message.includes(says));
    expect(found, findings.map(({ message }) => message).join('\n')).toBeDefined();
    if (!body.includes('// A')) return;
    const line = source.split('\n').findIndex((text) => text.endsWith(`// A${number}`)) + 1;
    expect([found?.access?.line, found?.other?.line]).toContain(line);
  },
);

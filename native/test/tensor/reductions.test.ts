import { expect, test } from 'vitest';
import { at, fill, run } from '../harness.ts';
import { TENSOR_HEADER, TENSOR_LAUNCH } from './kernels.ts';

const [M, N, K] = [16, 32, 16];
/** Columns of another product of the same rows. */
const WIDE = 48;

/** Each kernel goes both ways: with checks, cooperative tensors are laid out alike in the second run only. */
const SOURCE = `${TENSOR_HEADER}
kernel void centre(device float *A [[buffer(0)]], device float *B [[buffer(1)]], device float *out [[buffer(2)]],
                   device float *columns [[buffer(3)]]) {
  threadgroup float rows[${M}];
  auto a = tensor(A, dextents<int, 2>(${K}, ${M}));
  auto b = tensor(B, dextents<int, 2>(${N}, ${K}));
  constexpr auto desc = matmul2d_descriptor(${M}, ${N}, ${K});
  matmul2d<desc, execution_simdgroup> op;
  auto c = op.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();
  auto r = op.get_row_reduction_destination_cooperative_tensor<decltype(a), decltype(b), float>();
  auto s = op.get_column_reduction_destination_cooperative_tensor<decltype(a), decltype(b), float>();
  op.run(a, b, c);
  reduce_rows(c, r, reduction_operation::max, reduction_operation_identity<float>::max_identity);
  if (is_iterator_compatible(c, r)) {
    for (auto it = c.begin(); it != c.end(); ++it)
      if (it.is_valid_element()) *it -= *r.map_iterator(it);
  } else {
    for (ushort i = 0; i < r.get_capacity(); i++)
      if (r.is_valid_element(i)) rows[r.get_multidimensional_index(i)[0]] = r[i];
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (ushort i = 0; i < c.get_capacity(); i++)
      if (c.is_valid_element(i)) c[i] -= rows[c.get_multidimensional_index(i)[1]];
  }
  auto o = tensor(out, dextents<int, 2>(${N}, ${M}));
  c.store(o);
  reduce_columns(c, s);
  for (ushort i = 0; i < s.get_capacity(); i++)
    if (s.is_valid_element(i)) atomic_store_explicit((device atomic_float *)&columns[s.get_multidimensional_index(i)[0]], s[i], memory_order_relaxed);
}
kernel void spread(device float *A [[buffer(0)]], device float *B [[buffer(1)]], device float *C [[buffer(2)]],
                   device float *out [[buffer(3)]]) {
  threadgroup float rows[${M}];
  auto a = tensor(A, dextents<int, 2>(${K}, ${M}));
  auto b = tensor(B, dextents<int, 2>(${N}, ${K}));
  auto c = tensor(C, dextents<int, 2>(${WIDE}, ${K}));
  matmul2d<matmul2d_descriptor(${M}, ${N}, ${K}), execution_simdgroup> narrow;
  matmul2d<matmul2d_descriptor(${M}, ${WIDE}, ${K}), execution_simdgroup> wide;
  auto n = narrow.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();
  auto r = narrow.get_row_reduction_destination_cooperative_tensor<decltype(a), decltype(b), float>();
  auto w = wide.get_destination_cooperative_tensor<decltype(a), decltype(c), float>();
  narrow.run(a, b, n);
  wide.run(a, c, w);
  reduce_rows(n, r);
  if (is_iterator_compatible(w, r)) {
    for (auto it = w.begin(); it != w.end(); ++it)
      if (it.is_valid_element()) *it -= *r.map_iterator(it);
  } else {
    for (ushort i = 0; i < r.get_capacity(); i++)
      if (r.is_valid_element(i)) rows[r.get_multidimensional_index(i)[0]] = r[i];
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (ushort i = 0; i < w.get_capacity(); i++)
      if (w.is_valid_element(i)) w[i] -= rows[w.get_multidimensional_index(i)[1]];
  }
  auto o = tensor(out, dextents<int, 2>(${WIDE}, ${M}));
  w.store(o);
}
kernel void chain(device float *A [[buffer(0)]], device float *B [[buffer(1)]], device float *out [[buffer(2)]]) {
  threadgroup float memory[${M * N}];
  auto a = tensor(A, dextents<int, 2>(${K}, ${M}));
  auto b = tensor(B, dextents<int, 2>(${N}, ${K}));
  matmul2d<matmul2d_descriptor(${M}, ${N}, ${K}), execution_simdgroup> first;
  auto c = first.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();
  first.run(a, b, c);
  constexpr auto desc = matmul2d_descriptor(${M}, ${K}, ${N}, false, true);
  matmul2d<desc, execution_simdgroup> second;
  auto o = tensor(out, dextents<int, 2>(${K}, ${M}));
  if (second.is_compatible_as_left_input<float, float, float>(c)) {
    auto left = second.get_left_input_cooperative_tensor<float, float, float>(c);
    second.run(left, b, o);
  } else {
    auto left = tensor(memory, extents<int, ${N}, ${M}>());
    c.store(left);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    second.run(left, b, o);
  }
}
kernel void chain_right(device float *A [[buffer(0)]], device float *B [[buffer(1)]], device float *out [[buffer(2)]]) {
  threadgroup float memory[${M * N}];
  auto a = tensor(A, dextents<int, 2>(${K}, ${M}));
  auto b = tensor(B, dextents<int, 2>(${N}, ${K}));
  matmul2d<matmul2d_descriptor(${M}, ${N}, ${K}), execution_simdgroup> first;
  auto c = first.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();
  first.run(a, b, c);
  matmul2d<matmul2d_descriptor(${K}, ${N}, ${M}, true), execution_simdgroup> second;
  auto o = tensor(out, dextents<int, 2>(${N}, ${K}));
  if (second.is_compatible_as_right_input<float, float, float>(c)) {
    auto right = second.get_right_input_cooperative_tensor<float, float, float>(c);
    second.run(a, right, o);
  } else {
    auto right = tensor(memory, extents<int, ${N}, ${M}>());
    c.store(right);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    second.run(a, right, o);
  }
}`;

const A = fill(M * K, (i) => ((i * 7) % 5) - 2);
const B = fill(K * N, (i) => ((i * 5) % 7) - 3);
const product = fill(M * N, (i) =>
  [...fill(K)].reduce((sum, _, k) => sum + at(A, Math.floor(i / N) * K + k) * at(B, k * N + (i % N)), 0),
);

test('maxima of rows that are subtracted, and sums of columns', async () => {
  const [out, columns] = [fill(M * N), fill(N)];
  await run(SOURCE, { ...TENSOR_LAUNCH, kernel: 'centre', arguments: [A, B, out, columns] });
  const centred = product.map((value, i) => {
    const row = product.subarray(i - (i % N), i - (i % N) + N);
    return value - Math.max(...row);
  });
  expect(out).toEqual(centred);
  expect(columns).toEqual(
    fill(N, (column) => [...fill(M)].reduce((sum, _, row) => sum + at(centred, row * N + column), 0)),
  );
});

test('sums of rows that are subtracted from a wider matrix', async () => {
  const C = fill(K * WIDE, (i) => ((i * 3) % 5) - 2);
  const out = fill(M * WIDE);
  await run(SOURCE, { ...TENSOR_LAUNCH, kernel: 'spread', arguments: [A, B, C, out] });
  expect(out).toEqual(
    fill(M * WIDE, (i) => {
      const [row, column] = [Math.floor(i / WIDE), i % WIDE];
      const sum = product.subarray(row * N, (row + 1) * N).reduce((total, value) => total + value, 0);
      return [...fill(K)].reduce(
        (total, _, k) => total + at(A, row * K + k) * at(C, k * WIDE + column),
        -sum,
      );
    }),
  );
});

test('a product as the left operand of another', async () => {
  const out = fill(M * K);
  await run(SOURCE, { ...TENSOR_LAUNCH, kernel: 'chain', arguments: [A, B, out] });
  expect(out).toEqual(
    fill(M * K, (i) => {
      const [row, column] = [Math.floor(i / K), i % K];
      return [...fill(N)].reduce((sum, _, n) => sum + at(product, row * N + n) * at(B, column * N + n), 0);
    }),
  );
});

test('a product as the right operand of another', async () => {
  const out = fill(K * N);
  await run(SOURCE, { ...TENSOR_LAUNCH, kernel: 'chain_right', arguments: [A, B, out] });
  expect(out).toEqual(
    fill(K * N, (i) => {
      const [row, column] = [Math.floor(i / N), i % N];
      return [...fill(M)].reduce((sum, _, m) => sum + at(A, m * K + row) * at(product, m * N + column), 0);
    }),
  );
});

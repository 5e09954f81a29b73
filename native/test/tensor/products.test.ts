import { describe, expect, test } from 'vitest';
import { at, fill, run } from '../harness.ts';
import { TENSOR_HEADER, TENSOR_LAUNCH } from './kernels.ts';

/** Small integers, so that every type and every order of sums gives the same. */
const left = (count: number) => fill(count, (i) => ((i * 7) % 5) - 2);
const right = (count: number) => fill(count, (i) => ((i * 5) % 7) - 3);

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

function productOf(a: Float32Array, b: Float32Array, { m, n, k }: Sizes): Float32Array {
  return fill(m * n, (i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    let sum = 0;
    for (let j = 0; j < k; j++) sum += at(a, row * k + j) * at(b, j * n + column);
    return sum;
  });
}

const PARAMETERS = `device float *A [[buffer(0)]], device float *B [[buffer(1)]], device float *C [[buffer(2)]],
  constant uint &M [[buffer(3)]], constant uint &N [[buffer(4)]], constant uint &K [[buffer(5)]],
  uint2 group [[threadgroup_position_in_grid]], uint tid [[thread_index_in_threadgroup]]`;

const TILED = `${TENSOR_HEADER}
kernel void whole(${PARAMETERS}) {
  tensor<device float, dextents<int, 2>, tensor_inline> tA(A, dextents<int, 2>(K, M), array<int, 2>({1, int(K)}));
  tensor<device float, dextents<int, 2>, tensor_inline> tB(B, dextents<int, 2>(N, K), array<int, 2>({1, int(N)}));
  auto mA = tA.slice(0, group.y * 64);
  auto mB = tB.slice(group.x * 64, 0);
  constexpr auto desc = matmul2d_descriptor(64, 64, static_cast<int>(dynamic_extent), false, false, false);
  matmul2d<desc, execution_simdgroups<4>> op;
  auto c = op.get_destination_cooperative_tensor<decltype(mA), decltype(mB), float>();
  op.run(mA, mB, c);
#pragma unroll
  for (ushort i = 0; i < c.get_capacity(); ++i)
    if (c.is_valid_element(i)) {
      auto index = c.get_multidimensional_index(i);
      uint row = group.y * 64 + index[1], column = group.x * 64 + index[0];
      if (row < M && column < N) C[row * N + column] = c[i];
    }
}
kernel void steps(${PARAMETERS}) {
  auto tC = tensor(C, dextents<int, 2>{int(N), int(M)});
  typedef tensor<device float, dextents<int, 2>, tensor_inline> Matrix;
  constexpr auto desc = matmul2d_descriptor(64, 64, static_cast<int>(dynamic_extent), false, false, false, matmul2d_descriptor::mode::multiply_accumulate);
  matmul2d<desc, execution_simdgroups<4>> op;
  auto c = op.get_destination_cooperative_tensor<Matrix, Matrix, float>();
  for (auto it = c.begin(); it != c.end(); it++) *it = 0;
  for (int k = 0; k < int(K); k += 32) {
    const int depth = min(32, int(K) - k);
    Matrix a(A + group.y * 64 * K + k, dextents<int, 2>(depth, M - group.y * 64), array<int, 2>({1, int(K)}));
    Matrix b(B + k * N + group.x * 64, dextents<int, 2>(N - group.x * 64, depth), array<int, 2>({1, int(N)}));
    op.run(a, b, c);
  }
  c.store(tC.slice(group.x * 64, group.y * 64));
}
kernel void staged(${PARAMETERS}) {
  threadgroup half tile[64 * 32];
  auto tB = tensor(B, dextents<int, 2>{int(N), int(K)});
  auto tC = tensor(C, dextents<int, 2>{int(N), int(M)});
  tensor<threadgroup half, dextents<int, 2>, tensor_inline> a(tile, dextents<int, 2>(32, 64));
  constexpr auto desc = matmul2d_descriptor(64, 64, static_cast<int>(dynamic_extent), false, false, false, matmul2d_descriptor::mode::multiply_accumulate);
  matmul2d<desc, execution_simdgroups<4>> op;
  auto c = tC.slice(group.x * 64, group.y * 64);
  for (uint k = 0; k < K; k += 32) {
    for (uint i = tid; i < 64 * 32; i += 128) {
      uint row = group.y * 64 + i / 32, column = k + i % 32;
      tile[i] = row < M && column < K ? half(A[row * K + column]) : half(0);
    }
    threadgroup_barrier(mem_flags::mem_threadgroup | mem_flags::mem_device);
    auto b = tB.slice(group.x * 64, k);
    op.run(a, b, c);
    threadgroup_barrier(mem_flags::mem_threadgroup | mem_flags::mem_device);
  }
}`;

describe('products of 64x64 tiles', () => {
  test.each([
    ['whole', { m: 63, n: 65, k: 17 }],
    ['whole', { m: 64, n: 64, k: 129 }],
    ['whole', { m: 1, n: 5, k: 3 }],
    ['steps', { m: 65, n: 63, k: 45 }],
    ['staged', { m: 70, n: 33, k: 37 }],
  ] as const)('%s of %o', async (kernel, sizes) => {
    const { m, n, k } = sizes;
    const [a, b, c] = [left(m * k), right(k * n), fill(m * n)];
    await run(TILED, {
      ...TENSOR_LAUNCH,
      kernel,
      arguments: [a, b, c, ...[m, n, k].map((size) => new Uint32Array([size]))],
      threadgroups: [Math.ceil(n / 64), Math.ceil(m / 64), 1],
      threadsPerThreadgroup: [128, 1, 1],
    });
    expect(c).toEqual(productOf(a, b, sizes));
  });
});

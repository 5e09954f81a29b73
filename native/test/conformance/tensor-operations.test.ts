import { expect, test } from 'vitest';
import { native } from '../../index.ts';
import { execute, fill } from '../harness.ts';
import { TENSOR_HEADER, TENSOR_LAUNCH } from '../tensor/kernels.ts';
import { failure } from './failure.ts';

// Tensor operations on a GPU, where they compile: on the double from macOS 26 on, which it is told before it is found.
if (process.platform !== 'darwin')
  Object.assign(process.env, { TILESCOPE_DOUBLE_MACOS: '26.0', TILESCOPE_DOUBLE_GPU_CORES: '1' });
const { gpus, isAppleDouble } = await import('./devices.ts');

const [M, N, K] = [16, 32, 48];

const PRODUCT = `${TENSOR_HEADER}
kernel void product(device float *left [[buffer(0)]], device float *right [[buffer(1)]], device float *out [[buffer(2)]]) {
  auto a = tensor(left, dextents<int, 2>(${K}, ${M}));
  auto b = tensor(right, dextents<int, 2>(${N}, ${K}));
  auto c = tensor(out, dextents<int, 2>(${N}, ${M}));
  constexpr auto shape = matmul2d_descriptor(${M}, ${N}, static_cast<int>(dynamic_extent));
  matmul2d<shape, execution_simdgroup> multiply;
  auto sums = multiply.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();
  multiply.run(a, b, sums);
  sums.store(c);
}`;

test.each(gpus)('tensor operations on $id', async ({ id, gpu }) => {
  if (isAppleDouble) expect(gpu?.tensorsNeed).toBeNull();
  const [left, right, out] = [fill(M * K, (i) => i % 5), fill(K * N, (i) => i % 7), fill(M * N)];
  const product = execute(PRODUCT, {
    ...TENSOR_LAUNCH,
    device: id,
    kernel: 'product',
    arguments: [left, right, out],
  });
  // What the probe says is true of other kernels.
  if (gpu?.tensorsNeed) {
    await expect(product).rejects.toThrow();
    return;
  }
  await product;
  const expected = fill(M * N, (i) => {
    const [row, column] = [Math.floor(i / N), i % N];
    return fill(K, (k) => ((row * K + k) % 5) * ((k * N + column) % 7)).reduce((sum, term) => sum + term);
  });
  expect(out).toEqual(expected);
});

test.each(gpus)('tensors that the host makes on $id', async ({ id, gpu }) => {
  const source = `${TENSOR_HEADER}
kernel void k(device float *out [[buffer(0)]], tensor<device half, dextents<int, 2>> weights [[buffer(1)]]) {
  out[0] = weights.get_extent(0);
}`;
  const { code, message } = await failure(
    execute(source, { ...TENSOR_LAUNCH, device: id, kernel: 'k', arguments: [fill(1), fill(1)] }),
  );
  if (gpu?.tensorsNeed) return;
  expect([code, message]).toEqual([
    'UNSUPPORTED',
    'k: argument "weights" is a tensor, which Metal binds through the argument tables of Metal 4 command buffers (MTL4ArgumentTable); here kernels are encoded in MTLCommandBuffer: take a pointer and make a tensor_inline of it in the kernel',
  ]);
});

test.each(gpus)('a peak rate of tensor operations on $id', async ({ id, gpu }) => {
  for (const tensors of ['f16', 'f32'] as const) {
    const peak = native.peak(id, { milliseconds: 1, tensors });
    if (gpu?.tensorsNeed) await expect(peak).rejects.toThrow();
    else {
      const { gflops, source } = await peak;
      expect(gflops).toBeGreaterThan(0);
      expect(source).toBe(`measured: tensor operations over ${tensors} in registers, on the whole GPU`);
    }
  }
});

test.each(gpus)('a peak rate of the vector units alone on $id', async ({ id }) => {
  const { source } = await native.peak(id, { milliseconds: 1, vectorOnly: true });
  expect(source).toBe('measured: multiply-adds in registers, on the whole GPU');
});

test('the cpu has no peak rate of tensor operations', async () => {
  const error = await failure(native.peak('cpu', { tensors: 'f16' }));
  expect([error.code, error.message]).toEqual([
    'UNSUPPORTED',
    'tensors = f16: supported only on a GPU (requested: cpu)',
  ]);
});

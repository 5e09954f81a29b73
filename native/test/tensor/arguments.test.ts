import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import type { TensorView } from '../../types.ts';
import { extent } from '../extent.ts';
import { type Argument, at, check, execute, fill, run } from '../harness.ts';
import { TENSOR_HEADER, TENSOR_LAUNCH } from './kernels.ts';

const MATRIX = 'tensor<device float, dextents<int, 2>, tensor_handle>';

const SOURCE = `${TENSOR_HEADER}
using Weights = tensor<device float, dextents<int, 2>>;
template <bool TL, bool TR>
kernel void product(${MATRIX} a [[buffer(0)]], Weights b [[buffer(1)]], Weights c [[buffer(2)]],
    uint2 group [[threadgroup_position_in_grid]]) {
  auto mA = TL ? a.slice(group.y * 16, 0) : a.slice(0, group.y * 16);
  auto mB = TR ? b.slice(0, group.x * 32) : b.slice(group.x * 32, 0);
  auto mC = c.slice(group.x * 32, group.y * 16);
  matmul2d<matmul2d_descriptor(16, 32, static_cast<int>(dynamic_extent), TL, TR), execution_simdgroup> op;
  auto sums = op.template get_destination_cooperative_tensor<decltype(mA), decltype(mB), float>();
  op.run(mA, mB, sums);
  sums.store(mC);
}
template [[host_name("nn")]] kernel void product<false, false>(${MATRIX}, Weights, Weights, uint2);
template [[host_name("nt")]] kernel void product<false, true>(${MATRIX}, Weights, Weights, uint2);
template [[host_name("tn")]] kernel void product<true, false>(${MATRIX}, Weights, Weights, uint2);
template [[host_name("tt")]] kernel void product<true, true>(${MATRIX}, Weights, Weights, uint2);
kernel void facts(device int *out, const tensor<const device half, dextents<short, 3>> t,
    tensor<device float, extents<int, 4, dynamic_extent>> half_static) {
  for (int i = 0; i < 3; i++) {
    out[i] = t.get_extent(i);
    out[3 + i] = t.get_stride(i);
  }
  out[6] = t.get_rank();
  out[7] = half_static.get_static_extent(0) * 100 + half_static.get_extent(1);
  out[8] = is_tensor_handle_v<decltype(half_static)> && has_tensor_offset_v<decltype(half_static.slice(0, 1))>;
}
kernel void packed(tensor<device half, dextents<int, 2>> a, tensor<device uint4b_format, dextents<int, 2>> b,
    tensor<device float, dextents<int, 2>> c) {
  matmul2d<matmul2d_descriptor(16, 16, 16, false, true), execution_simdgroup> op;
  op.run(a, b, c);
}`;

/** A tensor of floats. */
const floats = (values: Float32Array, extents: number[], strides?: number[]): Argument => ({
  values,
  tensor: { element: 'float', extents, ...(strides && { strides }) },
});

/** A matrix of small integers, its rows or columns so far apart; what is between them is no part of it. */
function matrix(rows: number, columns: number, { isTurned = false, gap = 0, seed = 1 }) {
  const [width, height] = isTurned ? [rows, columns] : [columns, rows];
  const stride = width + gap;
  const values = fill(stride * height, (i) => (i % stride < width ? ((i * 7 + seed) % 5) - 2 : Number.NaN));
  const argument = floats(values, [width, height], gap > 0 ? [1, stride] : undefined);
  const element = (row: number, column: number) =>
    at(values, isTurned ? column * stride + row : row * stride + column);
  return { argument, element, values, stride };
}

/** Shapes of which none is known beforehand to fit the tiles, the same each time. */
function drawnShapes(count: number) {
  let state = 12345;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return [...fill(count)].map(() => {
    const kernel = ['nn', 'nt', 'tn', 'tt'][below(4)] as string;
    return [kernel, { m: 1 + below(40), n: 1 + below(70), k: 1 + below(50), gap: below(6) }] as const;
  });
}

describe('products of tensors that the host makes', () => {
  test.each([
    ...drawnShapes(extent('shapes', 6, 24)),
    ['nn', { m: 17, n: 33, k: 5, gap: 0 }],
    ['nt', { m: 16, n: 31, k: 19, gap: 3 }],
    ['tn', { m: 31, n: 32, k: 16, gap: 1 }],
    ['tt', { m: 5, n: 65, k: 33, gap: 7 }],
  ] as const)('%s of %o', async (kernel, { m, n, k, gap }) => {
    const a = matrix(m, k, { isTurned: kernel[0] === 't', gap });
    const b = matrix(k, n, { isTurned: kernel[1] === 't', gap, seed: 2 });
    const c = matrix(m, n, { gap });
    await run(SOURCE, {
      ...TENSOR_LAUNCH,
      kernel,
      arguments: [a.argument, b.argument, c.argument],
      threadgroups: [Math.ceil(n / 32), Math.ceil(m / 16), 1],
    });
    for (let row = 0; row < m; row++)
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let j = 0; j < k; j++) sum += a.element(row, j) * b.element(j, column);
        expect(c.element(row, column), `${row}, ${column}`).toBe(sum);
      }
    // Nothing is written past the extents.
    const between = c.values.filter((_, i) => i % c.stride >= n);
    expect(between.every(Number.isNaN)).toBe(true);
  });

  test('of a packed format', async () => {
    const ones = new Uint16Array(256).fill(0x3c00);
    const codes = new Uint32Array(32).map((_, i) => (i * 0x9e3779b1) >>> 0);
    const c = fill(256);
    await run(SOURCE, {
      ...TENSOR_LAUNCH,
      kernel: 'packed',
      arguments: [
        { values: ones, tensor: { element: 'half', extents: [16, 16] } },
        { values: codes, tensor: { element: 'uint4b_format', extents: [16, 16] } },
        floats(c, [16, 16]),
      ],
    });
    const sums = [...fill(16)].map((_, column) =>
      [...codes.subarray(2 * column, 2 * column + 2)]
        .flatMap((word) => [...fill(8)].map((_byte, i) => (word >>> (4 * i)) & 15))
        .reduce((sum, value) => sum + value, 0),
    );
    expect([...c]).toEqual([...fill(256)].map((_, i) => at(sums, i % 16)));
  });
});

const HALVES = new Uint16Array(1000);

/** What the kernel says of its tensors. */
async function factsOf(view: TensorView, second: TensorView = { element: 'float', extents: [4, 5] }) {
  const out = new Uint32Array(9);
  await run(SOURCE, {
    ...TENSOR_LAUNCH,
    kernel: 'facts',
    arguments: [out, { values: HALVES, tensor: view }, { values: fill(64), tensor: second }],
    threadsPerThreadgroup: [1, 1, 1],
  });
  return [...out];
}

test('extents and strides, by default without gaps', async () => {
  expect(await factsOf({ element: 'half', extents: [3, 4, 5] })).toEqual([3, 4, 5, 1, 3, 12, 3, 405, 1]);
  const padded = { element: 'half', extents: [3, 4, 5], strides: [1, 8, 40] };
  expect((await factsOf(padded)).slice(3, 6)).toEqual([1, 8, 40]);
});

test.each<readonly [what: string, view: TensorView | null, message: string]>([
  [
    'another type',
    { element: 'float', extents: [3, 4, 5] },
    'facts: argument "t" is a tensor of half with 3 dimensions, but a tensor of float with 3 dimensions is bound',
  ],
  [
    'another rank',
    { element: 'half', extents: [3] },
    'argument "t" is a tensor of half with 3 dimensions, but a tensor of half with 1 dimension is bound',
  ],
  [
    'an extent of nothing',
    { element: 'half', extents: [3, 0, 5] },
    'argument "t": extents[1] = 0: expected a whole number from 1 to 32767',
  ],
  [
    'a missing stride',
    { element: 'half', extents: [3, 4, 5], strides: [1, 3] },
    'argument "t" has 2 strides: expected 3, one for each extent',
  ],
  [
    'a first stride',
    { element: 'half', extents: [3, 4, 5], strides: [2, 6, 24] },
    'argument "t": strides[0] = 2: expected 1',
  ],
  [
    'rows that overlap',
    { element: 'half', extents: [3, 4, 5], strides: [1, 2, 24] },
    'argument "t": strides[1] = 2: expected a whole number of at least 3, the stride before it by its extent',
  ],
  [
    'a buffer that is too small',
    { element: 'half', extents: [20, 10, 5], strides: [1, 20, 201] },
    'argument "t": the tensor needs 2008 bytes, but its buffer has 2000',
  ],
])('%s is an error', async (_what, view, message) => {
  await expect(factsOf(view as TensorView)).rejects.toThrow(message);
});

test('what is declared is what is bound', async () => {
  const half = { element: 'half', extents: [3, 4, 5] };
  await expect(factsOf(half, { element: 'float', extents: [5, 5] })).rejects.toThrow(
    'argument "half_static": extents[0] = 5: expected 4, which the text declares',
  );
  const launch = { ...TENSOR_LAUNCH, kernel: 'facts' };
  const [out, second] = [new Uint32Array(9), floats(fill(64), [4, 5])];
  const facts = (...given: Argument[]) => execute(SOURCE, { ...launch, arguments: given });
  await expect(facts(out, HALVES, second)).rejects.toThrow(
    'argument "t" is a tensor of half with 3 dimensions, but a plain buffer is bound at index 1',
  );
  await expect(facts(out, { words: [1] }, second)).rejects.toThrow('but words are bound at index 1');
  await expect(facts(out)).rejects.toThrow('needs a tensor at index 1');
  await expect(facts(floats(fill(9), [9]), { values: HALVES, tensor: half }, second)).rejects.toThrow(
    'argument "out" is no tensor, but one is bound at index 0',
  );
});

test('static slices beyond a tensor that the host made reach the guard page', async () => {
  const source = `${TENSOR_HEADER}
kernel void beyond(${MATRIX} a, ${MATRIX} c) {
  matmul2d<matmul2d_descriptor(16, 16, 16), execution_simdgroup> op;
  auto slice = a.slice<16, 16>(0, 60);
  op.run(slice, a, c);
}`;
  const a = floats(fill(1024), [16, 64]);
  const launch = { ...TENSOR_LAUNCH, kernel: 'beyond', arguments: [a, floats(fill(256), [16, 16])] };
  await expect(execute(source, { ...launch, placement: 'end' })).rejects.toThrow(
    /accessed byte 4\d{3} of buffer\(0\), which has 4096 bytes/,
  );
  const { findings } = await check(source, launch);
  expect(findings.map(({ message }) => message).join('\n')).toContain(
    "of buffer 'a' [[buffer(0)]] (4096 bytes)",
  );
});

test('arguments are listed as tensors', async () => {
  const library = await native.compile('cpu', SOURCE, { languageVersion: '4.0' });
  const kernel = library.kernels.find(({ name }) => name === 'facts');
  expect(kernel?.arguments?.map(({ kind, index, isTensor }) => [kind, index, isTensor])).toEqual([
    ['buffer', 0, undefined],
    ['buffer', 1, true],
    ['buffer', 2, true],
  ]);
});

import { expect, test } from 'vitest';
import { compileMsl } from '../../msl/compile.ts';
import { execute, fill, HEADER, run } from '../harness.ts';
import { LANES } from './kernels.ts';

const COPIES = `${HEADER}struct Event;
thread Event *copy_in(ulong, ulong, threadgroup void *, ulong, ulong, ulong2, const device void *, ulong, ulong, ulong2, long2, int) __asm("air.simdgroup_async_copy_2d.p3i8.p1i8");
thread Event *copy_out(ulong bytes, ulong alignment, device void *, const threadgroup void *, ulong) __asm("air.simdgroup_async_copy_1d.p1i8.p3i8");
void wait(int, thread Event **) __asm("air.wait_simdgroup_events");
kernel void k(device const float *in [[buffer(0)]], device float *out [[buffer(1)]], constant int &clamp_mode [[buffer(2)]]) {
  threadgroup float tile[12];
  thread Event *events[1];
  events[0] = copy_in(sizeof(float), alignof(float), tile, 4, 1, ulong2(4, 3), in, 5, 1, ulong2(3, 2), long2(0), clamp_mode);
  wait(1, events);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  events[0] = copy_out(sizeof(float), alignof(float), out, tile, 12);
  wait(1, events);
}`;

test.each([
  ['zeros', 0, [0, 1, 2, 0, 5, 6, 7, 0, 0, 0, 0, 0]],
  ['what is at the edge', 1, [0, 1, 2, 2, 5, 6, 7, 7, 5, 6, 7, 7]],
])('asynchronous copies of tiles, with %s beyond them', async (_what, mode, expected) => {
  const out = fill(12);
  const values = [fill(10, (i) => i), out, new Uint32Array([mode])];
  await run(COPIES, { kernel: 'k', arguments: values, threadsPerThreadgroup: [LANES, 1, 1] });
  expect([...out]).toEqual(expected);
});

test('matrices in the registers of a SIMD-group, as Metal’s own headers declare them', async () => {
  const source = `${HEADER}struct Storage {
  vec<float, 64> t;
  thread float2 *thread_pair() thread { return reinterpret_cast<thread float2 *>(&t); }
};
kernel void k(device const float *a [[buffer(0)]], device float *out [[buffer(1)]], ushort lane [[thread_index_in_simdgroup]]) {
  const uint row = (lane / 16) * 4 + lane / 2 % 4, column = (lane / 8 % 2) * 4 + lane % 2 * 2, at = 8 * row + column;
  Storage left, right, sum;
  *left.thread_pair() = float2(a[at], a[at + 1]);
  *right.thread_pair() = float2(a[8 * column + row], a[8 * column + 8 + row]);
  *sum.thread_pair() = float2(1000);
  sum.t = __metal_simdgroup_matrix_8x8_multiply_accumulate(left.t, right.t, sum.t, vec<float, 64>());
  out[at] = sum.thread_pair()->x;
  out[at + 1] = sum.thread_pair()->y;
}`;
  const a = fill(64, (i) => (i * 7) % 13);
  const out = fill(64);
  await execute(source, { kernel: 'k', arguments: [a, out], threadsPerThreadgroup: [LANES, 1, 1] });
  const product = fill(64, (i) => {
    const [row, column] = [Math.floor(i / 8), i % 8];
    return [...fill(8)].reduce((sum, _, k) => sum + (a[8 * row + k] ?? 0) * (a[8 * column + k] ?? 0), 1000);
  });
  expect(out).toEqual(product);
});

test('other functions of Metal’s compiler are refused by name', async () => {
  const source = `${HEADER}void f(int) __asm("air.trace_rays");\nkernel void k(device int *a) { f(a[0]); }`;
  await expect(compileMsl(source)).rejects.toThrow(
    "program_source:3:13: error: 'air.trace_rays' is a function of Apple's compiler that is unavailable here",
  );
});

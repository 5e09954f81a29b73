import { describe, expect, test } from 'vitest';
import { at, fill, HEADER, run } from './harness.ts';
import { kernelTable } from './kernel-table.ts';

/** What the threads of a grid leave in `out`, which has an element for each of them. */
interface Exchange {
  readonly body: string;
  readonly expected: (i: number) => number;
  readonly threads: number;
  readonly threadgroups?: number;
}

const PARAMETERS =
  'device float *out [[buffer(0)]], uint i [[thread_index_in_threadgroup]], uint lane [[thread_index_in_simdgroup]], ' +
  'uint simdgroup [[simdgroup_index_in_threadgroup]], uint n [[threads_per_threadgroup]], ' +
  'uint group [[threadgroup_position_in_grid]]';

const REVERSE = `
  threadgroup float values[1024];
  for (uint round = 0; round < 3; round++) {
    values[i] = round == 0 ? float(i) : out[i] + 1;
    threadgroup_barrier(mem_flags::mem_threadgroup);
    out[i] = values[n - 1 - i];
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }`;

const EXCHANGES: Readonly<Record<string, Exchange>> = {
  'numbers in registers are kept across barriers': {
    body: `
      threadgroup float values[64];
      values[i] = i + 1;
      threadgroup_barrier(mem_flags::mem_threadgroup);
      const float first = values[0];
      threadgroup_barrier(mem_flags::mem_threadgroup);
      values[i] = 10 * (i + 1);
      threadgroup_barrier(mem_flags::mem_threadgroup);
      const float second = values[0];
      threadgroup_barrier(mem_flags::mem_threadgroup);
      out[i] = first + second;`,
    expected: () => 11,
    threads: 64,
  },
  'SIMD-groups may do different things between barriers': {
    body: `
      threadgroup float sums[4];
      if (simdgroup == 1) { const float s = simd_sum(float(lane)); if (lane == 0) sums[1] = s; }
      else if (lane == 0) sums[simdgroup] = simdgroup;
      threadgroup_barrier(mem_flags::mem_threadgroup);
      out[i] = sums[0] + sums[1] + sums[2] + sums[3];`,
    expected: () => 496 + 5,
    threads: 128,
  },
  'a SIMD operation in a branch covers the lanes in that branch': {
    body: `
      float r;
      if (lane < 10) r = simd_sum(float(lane));
      else if (lane % 2) r = simd_max(float(lane));
      else r = simd_min(float(lane));
      out[i] = r + 1000 * simd_sum(1.0f);`,
    expected: (i) => 32000 + (i % 32 < 10 ? 45 : i % 2 ? 31 : 10),
    threads: 64,
  },
  'lanes that have returned do not take part': {
    body: `
      out[i] = 0;
      if (lane >= 20) return;
      out[i] = simd_sum(1.0f) + 100 * simd_shuffle(float(lane), 3);`,
    expected: (i) => (i % 32 < 20 ? 320 : 0),
    threads: 64,
  },
  'a loop that lanes leave at different times': {
    body: `
      float s = 0;
      for (uint j = 0; j < lane % 4; j++) s += simd_sum(1.0f);
      out[i] = s;`,
    expected: (i) => at([0, 24, 24 + 16, 24 + 16 + 8], i % 4),
    threads: 32,
  },
  // Odd lanes perform one more operation, so their exchange buffers are out of step with the others'.
  'a barrier brings diverged lanes back together': {
    body: `
      threadgroup float values[64];
      float s = 0;
      if (lane % 2) s = simd_sum(1.0f);
      values[i] = s;
      threadgroup_barrier(mem_flags::mem_threadgroup);
      const float neighbour = simd_shuffle_xor(values[i], 1);
      out[i] = neighbour + 100 * simd_sum(1.0f) + simd_shuffle_xor(float(lane), 1) / 64;`,
    expected: (i) => (i % 2 ? 0 : 16) + 3200 + ((i % 32) ^ 1) / 64,
    threads: 64,
  },
  'the next threadgroup starts with all lanes': {
    body: `
      if (group % 2 == 0 && lane >= 7) return;
      out[group * n + i] = simd_sum(1.0f);`,
    expected: (i) => (Math.floor(i / 32) % 2 ? 32 : i % 32 < 7 ? 7 : -1),
    threads: 32,
    threadgroups: 6,
  },
};

const kernelOf = kernelTable({
  reverse: { parameters: PARAMETERS, body: REVERSE },
  ...Object.fromEntries(
    Object.entries(EXCHANGES).map(([name, { body }]) => [name, { parameters: PARAMETERS, body }]),
  ),
});

async function expectLeft(name: string, { expected, threads, threadgroups = 1 }: Omit<Exchange, 'body'>) {
  const { source, kernel } = await kernelOf(name);
  const out = fill(threads * threadgroups, () => -1);
  await run(source, {
    kernel,
    arguments: [out],
    threadgroups: [threadgroups, 1, 1],
    threadsPerThreadgroup: [threads, 1, 1],
    threads: threadgroups > 1 ? 1 : undefined,
  });
  expect(out).toEqual(fill(threads * threadgroups, expected));
}

describe('barriers, and lanes that diverge', () => {
  test.each([1, 2, 31, 32, 33, 64, 100, 1024])('%i threads see what the others wrote', async (threads) => {
    await expectLeft('reverse', { threads, expected: (i) => threads - 1 - i + 2 });
  });

  test.each(Object.entries(EXCHANGES))('%s', expectLeft);
});

test('threadgroup memory from the caller', async () => {
  const out = fill(64);
  await run(
    `${HEADER}
kernel void k(device float *out [[buffer(0)]], threadgroup float *first [[threadgroup(1)]],
              threadgroup float *second [[threadgroup(2)]], uint i [[thread_index_in_threadgroup]]) {
  threadgroup float third[64];
  first[i] = i; second[i] = 10 * i; third[i] = 100 * i;
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[i] = first[63 - i] + second[63 - i] + third[63 - i];
}`,
    {
      kernel: 'k',
      arguments: [out, { threadgroupBytes: 256 }, { threadgroupBytes: 256 }],
      threadsPerThreadgroup: [64, 1, 1],
    },
  );
  expect(out).toEqual(fill(64, (i) => 111 * (63 - i)));
});

test('atomics count every thread once', async () => {
  const source = `${HEADER}
kernel void k(device atomic_uint *total [[buffer(0)]], device float *out [[buffer(1)]],
              uint i [[thread_index_in_threadgroup]], uint group [[threadgroup_position_in_grid]]) {
  threadgroup atomic_uint local;
  if (i == 0) atomic_store_explicit(&local, 0, memory_order_relaxed);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  atomic_fetch_add_explicit(&local, 1u, memory_order_relaxed);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  if (i == 0) out[group] = atomic_load_explicit(&local, memory_order_relaxed);
  atomic_fetch_add_explicit(total, 1u, memory_order_relaxed);
}`;
  const total = new Uint32Array(1);
  const out = fill(50);
  await run(source, {
    kernel: 'k',
    arguments: [total, out],
    threadgroups: [50, 1, 1],
    threadsPerThreadgroup: [64, 1, 1],
  });
  expect(total[0]).toBe(3200);
  expect(out).toEqual(fill(50, () => 64));
});

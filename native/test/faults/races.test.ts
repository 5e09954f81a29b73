import { describe, expect, test } from 'vitest';
import { check, fill, HEADER } from '../harness.ts';
import { type Planted, testPlanted } from './planted.ts';

const PROGRAMS: Readonly<Record<string, Planted>> = {
  'no barrier between a write and a read': {
    kind: 'race',
    body: 'threadgroup float t[64];\nt[tid] = 1; // A\nout[gid] = t[63 - tid]; // B',
    memory: 't',
  },
  'all threads write one value': {
    kind: 'same-value',
    body: 'threadgroup float t[1];\nt[0] = 2.5f; // A\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nout[gid] = t[0];',
    memory: 't',
  },
  'threadgroups write one value': {
    kind: 'same-value',
    body: 'if (tid == 0) out[0] = 2.5f; // A',
    memory: 'out',
  },
  'threads write two values': {
    kind: 'race',
    body: 'threadgroup float t[1];\nt[0] = tid < 63 ? 2.5f : 3.5f; // A\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nout[gid] = t[0];',
    memory: 't',
  },
  'a barrier that fences no memory': {
    kind: 'race',
    body: 'threadgroup float t[64];\nt[tid] = 1; // A\nthreadgroup_barrier(mem_flags::mem_none);\nout[gid] = t[63 - tid]; // B',
    memory: 't',
  },
  'a barrier that fences the wrong memory': {
    kind: 'race',
    body: 'out[gid] = 1; // A\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nif (out[gid ^ 1] > 5) data[gid] = 1; // B',
    memory: 'out',
  },
  'a SIMD-group barrier in place of a threadgroup barrier': {
    kind: 'race',
    body: 'threadgroup float t[64];\nt[tid] = 1; // A\nsimdgroup_barrier(mem_flags::mem_threadgroup);\nout[gid] = t[tid ^ 32]; // B',
    memory: 't',
  },
  'lanes of one SIMD-group without a barrier': {
    kind: 'race',
    body: 'threadgroup float t[64];\nt[tid] = 1; // A\nout[gid] = t[tid ^ 1]; // B',
    memory: 't',
  },
  'no barrier before the next iteration overwrites': {
    kind: 'race',
    body: 'threadgroup float t[64];\nfor (int round = 0; round < 3; round++) {\n  t[tid] = round; // A\n  threadgroup_barrier(mem_flags::mem_threadgroup);\n  out[gid] += t[63 - tid]; // B\n}',
    memory: 't',
  },
  'a tree reduction without a barrier': {
    kind: 'race',
    body: 'threadgroup float t[64];\nt[tid] = 1;\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nfor (uint n = 32; n > 0; n /= 2)\n  if (tid < n) t[tid] += t[tid + n]; // A\nif (tid == 0) out[tgid] = t[0];',
    memory: 't',
  },
  'counting without atomics': {
    kind: 'race',
    body: 'data[gid % 4] += 1; // A',
    memory: 'data',
  },
  'all threads write the same word': {
    kind: 'race',
    body: 'out[0] = gid + 1; // A',
    memory: 'out',
    element: [0, 4],
  },
  'threadgroups write the same word': {
    kind: 'race',
    body: 'if (tid == 0) out[0] = tgid; // A',
    memory: 'out',
    element: [0, 4],
  },
  'a threadgroup reads what another writes': {
    kind: 'race',
    body: 'if (tgid == 0) out[tid] = 1; // A\nelse if (out[tid] > 5) data[gid] = 1; // B',
    memory: 'out',
  },
  'a threadgroup writes what another has read': {
    kind: 'race',
    body: 'if (tgid == 1) out[tid] = 1; // A\nelse if (out[tid] > 5) data[gid] = 1; // B',
    memory: 'out',
  },
  'an atomic and a plain read': {
    kind: 'race',
    body: 'device atomic_uint *n = (device atomic_uint *)data;\natomic_fetch_add_explicit(n, 1u, memory_order_relaxed); // A\nif (data[0] > 1000) out[gid] = 1; // B',
    memory: 'data',
    element: [0, 4],
  },
  'a histogram read before all threads have counted': {
    kind: 'race',
    body: 'threadgroup atomic_uint bins[64];\natomic_store_explicit(&bins[tid], 0u, memory_order_relaxed);\nthreadgroup_barrier(mem_flags::mem_threadgroup);\natomic_fetch_add_explicit(&bins[tid / 2], 1u, memory_order_relaxed); // A\nout[gid] = ((threadgroup uint *)bins)[63 - tid] > 1000 ? 1 : 0; // B',
    memory: 'bins',
  },
  'bytes of a word are distinct, and one of them is shared': {
    kind: 'race',
    body: 'device uchar *bytes = (device uchar *)data;\nbytes[min(gid, 100u)] = uchar(gid + 1); // A',
    memory: 'data',
    element: [100, 1],
  },
  'a matrix stored and read without a barrier': {
    kind: 'race',
    body: 'threadgroup float t[2][64];\nsimdgroup_float8x8 m(3.0f);\nsimdgroup_store(m, t[sg], 8); // A\nout[gid] = t[sg][63 - 9 * (lane / 8)]; // B',
    memory: 't',
  },
  'a matrix loaded before all lanes have written': {
    kind: 'race',
    body: 'threadgroup float t[2][64];\nt[sg][lane] = 1; // A\nt[sg][lane + 32] = 2;\nsimdgroup_float8x8 m;\nsimdgroup_load(m, t[sg], 8); // B\nsimdgroup_barrier(mem_flags::mem_none);\nif (tgid == 0 && sg == 0) simdgroup_store(m, out, 8);',
    memory: 't',
  },
  'a double buffer out of step': {
    kind: 'race',
    body: 'threadgroup float t[2][64];\nt[0][tid] = 1;\nt[1][tid] = 1;\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nfor (int k = 0; k < 4; k++) {\n  out[gid] += t[k & 1][63 - tid]; // A\n  t[k & 1][tid] = k; // B\n  threadgroup_barrier(mem_flags::mem_threadgroup);\n}',
    memory: 't',
  },

  'an atomic ticket decides which element is written': {
    kind: 'lane-order',
    body: 'uint ticket = atomic_fetch_add_explicit((device atomic_uint *)data, 1u, memory_order_relaxed);\nout[ticket] = gid;',
    memory: 'out',
  },
  'the last exchange wins': {
    kind: 'lane-order',
    body: 'atomic_exchange_explicit((device atomic_uint *)data, gid, memory_order_relaxed);',
    memory: 'data',
  },
  'a sum of floats in the order of arrival': {
    kind: 'lane-order',
    body: 'atomic_fetch_add_explicit((device atomic_float *)out, 1.0f / (gid + 1), memory_order_relaxed);',
    memory: 'out',
  },
};

/** What is said of a call between the accesses of a race. */
const BARRIERS: Readonly<Record<string, [call: string, said: string]>> = {
  'no memory': [
    'threadgroup_barrier(mem_flags::mem_none)',
    'and the threadgroup_barrier(mem_none) at line 6 between them does not order threadgroup memory, as mem_threadgroup would',
  ],
  'device memory': [
    'threadgroup_barrier(mem_flags::mem_device)',
    'and the threadgroup_barrier(mem_device) at line 6 between them does not order threadgroup memory, as mem_threadgroup would',
  ],
  'one SIMD-group': [
    'simdgroup_barrier(mem_flags::mem_threadgroup)',
    'and the simdgroup_barrier(mem_threadgroup) at line 6 between them orders the threads of one SIMD-group only',
  ],
  nothing: ['', 'with no barrier or atomic between them'],
};

describe('races', () => {
  testPlanted(PROGRAMS);

  test.each(Object.entries(BARRIERS))(
    'a barrier of %s is said to be there, once',
    async (_what, [call, said]) => {
      const source = `${HEADER}kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_threadgroup]]) {
  threadgroup float t[64];
  t[i] = 1;
  ${call};
  out[i] = t[63 - i];
}`;
      const launch = { kernel: 'k', arguments: [fill(64)], threadsPerThreadgroup: [64, 1, 1] } as const;
      const { findings } = await check(source, { ...launch, arguments: [fill(64)] });
      const races = findings.filter(({ kind }) => kind === 'race');
      expect(races.map(({ message }) => message)).toEqual([expect.stringContaining(said)]);
      expect(races[0]?.barrier?.line ?? null).toBe(call ? 6 : null);
    },
  );
});

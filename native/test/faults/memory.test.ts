import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { check, fill, HEADER, prepare } from '../harness.ts';
import { type Planted, testPlanted } from './planted.ts';

const PROGRAMS: Readonly<Record<string, Planted>> = {
  'a write past the end of a buffer': {
    kind: 'out-of-bounds',
    body: 'out[gid + 1] = 1; // A',
    memory: 'out',
    element: [128, 4],
  },
  'a read past the end of a buffer': {
    kind: 'out-of-bounds',
    body: 'float x = out[2 * gid]; // A\nif (x > 5) data[gid] = 1;',
    memory: 'out',
    element: [128, 4],
  },
  'a read before the start of a buffer': {
    kind: 'out-of-bounds',
    body: 'device float *p = out - 2;\nif (p[gid] > 5) // A\n  data[gid] = 1;',
    memory: 'out',
    element: [-2, 4],
  },
  'an index that wraps around': {
    kind: 'out-of-bounds',
    body: 'out[gid - 1] = 1; // A',
    memory: 'out',
    element: [0xffffffff, 4],
  },
  'an index far enough off to hit another buffer': {
    kind: 'out-of-bounds',
    body: 'out[gid * 65536] = 1; // A',
    memory: 'out',
    element: [65536, 4],
  },
  'a vector that is partly outside': {
    kind: 'out-of-bounds',
    body: 'device packed_float4 *p = (device packed_float4 *)(out + 126);\nif (gid == 0) *p = packed_float4(1, 2, 3, 4); // A',
    memory: 'out',
  },
  'one byte too many': {
    kind: 'out-of-bounds',
    body: 'device uchar *bytes = (device uchar *)data;\nbytes[gid + 385] = 1; // A',
    memory: 'data',
    element: [512, 1],
  },
  'in an inlined function': {
    kind: 'out-of-bounds',
    before: 'void put(device float *p, uint i) {\n  p[i * 3] = 1; // A\n}',
    body: 'put(out, gid);',
    memory: 'out',
    element: [129, 4],
  },
  'a member of a structure': {
    kind: 'out-of-bounds',
    before: 'struct Pair { float first, second; };',
    body: 'device Pair *pairs = (device Pair *)out;\nif (gid < 65) pairs[gid].second = 1; // A',
    memory: 'out',
    element: [129, 4],
  },
  'an atomic past the end of a buffer': {
    kind: 'out-of-bounds',
    body: 'device atomic_uint *a = (device atomic_uint *)data;\natomic_fetch_add_explicit(a + 128, 1u, memory_order_relaxed); // A',
    memory: 'data',
    element: [128, 4],
  },
  'a SIMD-group matrix that extends past the end': {
    kind: 'out-of-bounds',
    body: 'simdgroup_float8x8 m;\nif (tgid == 0 && sg == 0)\n  simdgroup_load(m, out + 96, 8); // A\nif (tgid == 0 && sg == 0) simdgroup_store(m, out, 8);',
    memory: 'out',
  },
  'inline constants that are too short': {
    kind: 'out-of-bounds',
    body: 'device const uint *sizes = (device const uint *)data;\nout[gid] = sizes[2]; // A',
    memory: 'data',
    launch: { arguments: [fill(128), { words: [1, 2] }] },
    element: [2, 4],
  },
  'past the end of a threadgroup variable, into the next one': {
    kind: 'out-of-bounds',
    body: 'threadgroup float a[32], b[64];\nb[tid] = 0;\na[tid] = 1; // A\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nout[gid] = b[tid] + a[tid % 32];',
    memory: 'a',
    element: [32, 4],
  },
  'before the start of a threadgroup variable': {
    kind: 'out-of-bounds',
    body: 'threadgroup float a[64];\na[tid] = 0;\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nint i = int(tid) - 1;\nif (a[i] > 5) out[gid] = 1; // A',
    memory: 'a',
    element: [-1, 4],
  },
  'one row past the end of a two-dimensional threadgroup array': {
    kind: 'out-of-bounds',
    body: 'threadgroup float t[8][8];\nt[tid / 8][tid % 8] = 1;\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nif (t[tid / 8 + 1][tid % 8] > 5) out[gid] = 1; // A',
    memory: 't',
    element: [64, 4],
  },
  'threadgroup memory that is too short': {
    kind: 'out-of-bounds',
    before: '#define data shared\n#define device_data threadgroup',
    body: 'threadgroup float t[1];\nif (tid == 0) t[0] = 1;\nthreadgroup float *p = t;\nif (tid == 0) p[1] = 1; // A',
    memory: 't',
    element: [1, 4],
  },

  'a read whose value is used under a condition': {
    kind: 'out-of-bounds',
    body: 'float x = out[gid + 64]; // A\nif (gid < 64) data[gid] = x;',
    memory: 'out',
    element: [128, 4],
  },
  'a read whose value one side of a choice uses': {
    kind: 'out-of-bounds',
    body: 'float x = out[gid + 64]; // A\ndata[gid] = gid < 64 ? x : 0;',
    memory: 'out',
    element: [128, 4],
  },
  'a read whose value is not used': {
    kind: 'out-of-bounds',
    body: 'float x = out[gid + 1]; // A\ndata[gid] = 1;',
    memory: 'out',
    element: [128, 4],
  },
  'a read whose value is multiplied by zero': {
    kind: 'out-of-bounds',
    body: 'uint x = data[gid + 1] * 0; // A\nout[gid] = x;',
    memory: 'data',
    element: [128, 4],
  },
  'a read in a loop that does nothing else': {
    kind: 'out-of-bounds',
    body: 'for (uint i = 0; i < 2; i++)\n  float x = out[gid + 64 * i]; // A\ndata[gid] = 1;',
    memory: 'out',
    element: [128, 4],
  },
  'a vector of which one component is used': {
    kind: 'out-of-bounds',
    body: 'device packed_float4 *p = (device packed_float4 *)(out + 124);\npacked_float4 v = p[gid / 127]; // A\nif (v.x > 5) data[gid] = 1;',
    memory: 'out',
  },
  'a vector of three': {
    kind: 'out-of-bounds',
    body: 'float3 v = ((device float3 *)out)[gid / 4 + 1]; // A\nif (v.x > 5) data[gid] = 1;',
    memory: 'out',
  },
  'a structure of which one member is used': {
    kind: 'out-of-bounds',
    before: 'struct Three { float a, b, c; };',
    body: 'Three t = ((device Three *)out)[gid / 3]; // A\nif (t.a > 5) data[gid] = 1;',
    memory: 'out',
    element: [42, 12],
  },
  'a write that another overwrites': {
    kind: 'out-of-bounds',
    body: 'uint i = gid == 127 ? 128 : gid;\nout[i] = 1; // A\ni = gid;\nout[i] = 2;',
    memory: 'out',
    element: [128, 4],
  },
  'the first of two writes to one place': {
    kind: 'out-of-bounds',
    body: 'if (gid == 127)\n  { out[gid + 1] = 1; // A\n  out[gid + 1] = 2; }\nelse out[gid] = 3;',
    memory: 'out',
    element: [128, 4],
  },
  'a write of what is there already': {
    kind: 'out-of-bounds',
    body: 'if (gid == 0)\n  out[128] = out[128]; // A',
    memory: 'out',
    element: [128, 4],
  },
  'a read of threadgroup memory that is dropped': {
    kind: 'out-of-bounds',
    body: 'threadgroup float t[64];\nt[tid] = 1;\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nfloat x = t[tid + 1]; // A\nif (tid < 63) out[gid] = x;',
    memory: 't',
    element: [64, 4],
  },
  'threadgroup memory that was never written': {
    kind: 'uninitialised',
    body: 'threadgroup float t[64];\nout[gid] = t[tid]; // A',
    memory: 't',
  },
  'threadgroup memory that was partly written': {
    kind: 'uninitialised',
    body: 'threadgroup float t[64];\nif (tid < 32) t[tid] = 1;\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nout[gid] = t[tid]; // A',
    memory: 't',
    element: [32, 4],
  },
  'a sum in threadgroup memory that was never cleared': {
    kind: 'uninitialised',
    body: 'threadgroup float t[64];\nt[tid] += 1; // A\nout[gid] = t[tid];',
    memory: 't',
    element: [0, 4],
  },
  'threadgroup memory that another threadgroup wrote': {
    kind: 'uninitialised',
    body: 'threadgroup float t[64];\nif (tgid == 0) t[tid] = 1;\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nout[gid] = t[tid]; // A',
    memory: 't',
  },
  'a threadgroup atomic without an initial value': {
    kind: 'uninitialised',
    body: 'threadgroup atomic_uint n;\natomic_fetch_add_explicit(&n, 1u, memory_order_relaxed); // A\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nout[gid] = 1;',
    memory: 'n',
  },

  'a float4 at a multiple of 4 bytes': {
    kind: 'misaligned',
    body: 'device float4 *p = (device float4 *)(out + 1);\nfloat4 v = p[0]; // A\nif (v.x > 5) data[gid] = 1;',
    memory: 'out',
  },
  'a float2 at a multiple of 4 bytes': {
    kind: 'misaligned',
    body: 'device float2 *p = (device float2 *)(out + 3);\nif (gid == 0) p[0] = float2(1, 2); // A',
    memory: 'out',
  },
  'an integer at a multiple of 2 bytes': {
    kind: 'misaligned',
    body: 'device uchar *bytes = (device uchar *)data + 2;\nif (*(device uint *)bytes > 5) out[gid] = 1; // A',
    memory: 'data',
  },
  'a half4 in threadgroup memory at a multiple of 4 bytes': {
    kind: 'misaligned',
    body: 'threadgroup half t[64];\nt[tid] = 1;\nthreadgroup_barrier(mem_flags::mem_threadgroup);\nhalf4 v = *(threadgroup half4 *)(t + 2); // A\nout[gid] = v.y;',
    memory: 't',
  },
};

describe('faults of memory', () => {
  testPlanted(PROGRAMS);

  test('of a buffer that is bound twice, both names are given', async () => {
    const source = `${HEADER}kernel void k(device const float *a [[buffer(0)]], device float *b [[buffer(1)]],
  device float *c [[buffer(2)]], uint i [[thread_position_in_grid]]) {
  b[i] = a[i + 1];
  c[i] = 1;
}`;
    const launch = { kernel: 'k', arguments: [fill(4), fill(4)], threadsPerThreadgroup: [4, 1, 1] } as const;
    const { pass, free } = await prepare(source, { ...launch, arguments: [...launch.arguments] });
    const [first, second] = pass.bindings;
    if (!first || !second || !('buffer' in first)) throw new Error('two buffers are expected');
    const { findings } = await native.check('cpu', [
      { ...pass, bindings: [first, { ...first, index: 1 }, { ...second, index: 2 }] },
    ]);
    free();
    expect(findings.find(({ kind }) => kind === 'out-of-bounds')?.message).toContain(
      "reads element 4 (of 4 bytes) of buffer 'a' [[buffer(0)]] or 'b' [[buffer(1)]] (16 bytes)",
    );
  });

  test.each([
    ['[[kernel]] void k(', ''],
    ['[[kernel, max_total_threads_per_threadgroup(64)]] void k(', ''],
    [
      'template <typename T>\n[[kernel]] void f(',
      'template [[host_name("k")]] [[kernel]] decltype(f<int>) f<int>;',
    ],
  ])('are found in a kernel that an attribute declares: %s', async (head, after) => {
    const source = `${HEADER}${head}device float *b [[buffer(0)]], uint i [[thread_position_in_grid]]) {
  b[i + 1] = 1;
}
${after}`;
    const { findings, accesses } = await check(source, {
      kernel: 'k',
      arguments: [fill(4)],
      threadsPerThreadgroup: [4, 1, 1],
    });
    expect(accesses).toBeGreaterThan(0);
    expect(findings.map(({ kind }) => kind)).toContain('out-of-bounds');
  });
});

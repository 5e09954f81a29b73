import { describe } from 'vitest';
import { type Planted, testPlanted } from './planted.ts';

const BARRIER = 'threadgroup_barrier(mem_flags::mem_threadgroup);';

const PROGRAMS: Readonly<Record<string, Planted>> = {
  'a barrier in a branch': {
    kind: 'stopped',
    code: 'DIVERGENT_BARRIER',
    body: `if (tid < 40)\n  ${BARRIER} // A\nout[gid] = 1;`,
  },
  'a barrier after an early return': {
    kind: 'stopped',
    code: 'DIVERGENT_BARRIER',
    body: `if (gid > 100) return;\n${BARRIER} // A\nout[gid] = 1;`,
  },
  'a barrier in a loop of varying length': {
    kind: 'stopped',
    code: 'DIVERGENT_BARRIER',
    body: `for (uint k = 0; k <= tid / 32; k++)\n  ${BARRIER} // A\nout[gid] = 1;`,
  },
  'two barriers that look like one': {
    kind: 'stopped',
    code: 'DIVERGENT_BARRIER',
    body: `if (tid < 32)\n  ${BARRIER} // A\nelse\n  ${BARRIER}\nout[gid] = 1;`,
  },
  'a SIMD-group barrier in a branch': {
    kind: 'divergent-simdgroup',
    body: 'if (lane < 5)\n  simdgroup_barrier(mem_flags::mem_none); // A\nout[gid] = 1;',
  },
  'a matrix multiplied by half of a SIMD-group': {
    kind: 'divergent-simdgroup',
    body: 'simdgroup_float8x8 a(1.0f), b(2.0f), c(0.0f);\nif (lane < 16)\n  simdgroup_multiply_accumulate(c, a, b, c); // A\nsimdgroup_barrier(mem_flags::mem_none);\nout[gid] = 1;',
  },
  'a matrix loaded by one lane': {
    kind: 'divergent-simdgroup',
    body: 'simdgroup_float8x8 m;\nif (lane == 0)\n  simdgroup_load(m, out, 8); // A\nsimdgroup_barrier(mem_flags::mem_none); // B',
  },
  'a shuffle from an inactive lane': {
    kind: 'inactive-lane',
    body: 'float x = 0;\nif (lane < 8)\n  x = simd_shuffle(float(lane), 12); // A\nout[gid] = x;',
  },
  'a broadcast from an inactive lane': {
    kind: 'inactive-lane',
    body: 'float x = 0;\nif (lane > 3)\n  x = simd_broadcast(float(lane), 0); // A\nout[gid] = x;',
  },
  'a neighbour that has returned': {
    kind: 'inactive-lane',
    body: 'if (lane % 2) return;\nout[gid] = simd_shuffle_xor(float(lane), 1); // A',
  },
  'a neighbour beyond the edge of the grid': {
    kind: 'inactive-lane',
    body: 'out[gid] = simd_shuffle_xor(float(lane), 16); // A',
    launch: { gridThreads: [40, 1, 1] },
  },
  'a lane that no SIMD-group has': {
    kind: 'inactive-lane',
    body: 'out[gid] = simd_shuffle(float(lane), 40); // A',
  },
  'a neighbour that no SIMD-group has': {
    kind: 'inactive-lane',
    body: 'out[gid] = simd_shuffle_xor(float(lane), 32); // A',
  },
  'a quad with an inactive lane': {
    kind: 'inactive-lane',
    body: 'if (lane % 4 != 2)\n  out[gid] = quad_broadcast(float(lane), 2); // A',
  },
  'an endless loop': {
    kind: 'stopped',
    code: 'TIMED_OUT',
    body: 'uint x = gid;\nwhile (x != 1) x = x % 2 ? 3 * x + 1 : x + 2; // A\nout[gid] = x;',
  },
  'waiting for a threadgroup that does not run': {
    kind: 'stopped',
    code: 'TIMED_OUT',
    body: 'device atomic_uint *flag = (device atomic_uint *)data;\nif (tgid == 0)\n  while (atomic_load_explicit(flag, memory_order_relaxed) == 0) {} // A\nelse atomic_store_explicit(flag, 1u, memory_order_relaxed);',
  },
  'division by zero': {
    kind: 'stopped',
    code: 'KERNEL_TRAPPED',
    body: 'data[gid] = 7 / data[gid]; // A',
  },
  'too much private memory': {
    kind: 'stopped',
    code: 'STACK_OVERFLOW',
    body: 'float big[40000];\nfor (uint i = 0; i < 40000; i++) big[(i * 7 + gid) % 40000] = i;\nout[gid] = big[data[gid]];',
  },
};

describe('faults of control flow', () => {
  testPlanted(PROGRAMS);
});

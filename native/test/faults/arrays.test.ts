import { describe } from 'vitest';
import { type Planted, testPlanted } from './planted.ts';

/** Arrays of a thread's own, of the program, and in structures, vectors and matrices. */
const PROGRAMS: Readonly<Record<string, Planted>> = {
  'past the end of an array of a thread': {
    kind: 'out-of-bounds',
    body: 'float a[4] = {1, 2, 3, 4};\nout[gid] = gid < 100 ? a[gid % 4] : a[gid - 96]; // A',
    memory: 'a',
    element: [4, 4],
  },
  'before the start of an array of a thread': {
    kind: 'out-of-bounds',
    body: 'float a[4] = {1, 2, 3, 4};\nint i = int(gid % 4) - 1;\nif (i < 0) data[gid] = a[i] > 2; // A\nout[gid] = a[gid % 4];',
    memory: 'a',
    element: [-1, 4],
  },
  'an array of a thread, in a function': {
    kind: 'out-of-bounds',
    before: 'float at(thread float *p, uint i) {\n  return p[i]; // A\n}',
    body: 'float a[4] = {1, 2, 3, 4};\nif (gid == 7) out[0] = at(a, gid);',
    memory: 'a',
    element: [7, 4],
  },
  'past the end of a constant array': {
    kind: 'out-of-bounds',
    before: 'constant float table[4] = {1, 2, 3, 4};',
    body: 'if (gid < 5) out[gid] = table[gid]; // A\ndata[gid] = 1;',
    memory: 'table',
    element: [4, 4],
  },
  'past the end of an array in a structure': {
    kind: 'out-of-bounds',
    before: 'struct Part { float a[4]; float b; };',
    body: 'Part p;\nfor (int i = 0; i < 4; i++) p.a[i] = i;\np.b = 9;\nout[gid] = gid == 4 ? p.a[gid] : p.b; // A',
    memory: 'p',
    element: [4, 4],
  },
  'past the end of an array in a structure in a buffer': {
    kind: 'out-of-bounds',
    before: 'struct Part { float a[3]; float b; };',
    body: 'device Part *parts = (device Part *)out;\nif (gid < 4) parts[8].a[gid] = 1; // A',
    memory: 'out',
    element: [35, 4],
  },
  'past the end of an array in an object with methods': {
    kind: 'out-of-bounds',
    before:
      'struct List {\n  float at[4];\n  int n = 0;\n  [[clang::noinline]] void add(float x) thread {\n    at[n++] = x; // A\n  }\n};',
    body: 'List list;\nfor (int i = 0; i < 5; i++) list.add(0);\nout[gid] = list.at[1];',
    memory: 'list',
    element: [4, 4],
  },
  'past the end of rows in a structure': {
    kind: 'out-of-bounds',
    before: 'struct Part { float rows[2][4], b; };',
    body: 'Part p;\nfor (int i = 0; i < 8; i++) p.rows[i / 4][i % 4] = i;\np.b = 9;\nout[gid] = p.rows[gid % 3][0]; // A',
    memory: 'p',
    element: [8, 4],
  },
  'a member past the end of an array in a structure': {
    kind: 'out-of-bounds',
    before: 'struct Part { float2 a[2]; float2 b; };',
    body: 'device Part *parts = (device Part *)out;\nif (gid == 0) parts[0].a[gid + 2].y = 1; // A',
    memory: 'out',
    element: [5, 4],
  },
  'the fourth component of a vector of three': {
    kind: 'out-of-bounds',
    body: 'float3 v(1, 2, 3);\nout[gid] = v[gid % 4]; // A',
    memory: 'v',
    element: [3, 4],
  },
  'a write to a column past the end': {
    kind: 'out-of-bounds',
    body: 'float3x3 m(1.0f);\nm[gid % 4][1] = 2; // A\nout[gid] = m[0][1] + m[1][1] + m[2][1];',
    memory: 'm',
    element: [13, 4],
  },
  'a component past the end of a column': {
    kind: 'out-of-bounds',
    body: 'float2x2 m(1.0f);\nout[gid] = m[0][gid % 3]; // A',
    memory: 'm',
    element: [2, 4],
  },
  'a float4 in an array of a thread': {
    kind: 'misaligned',
    body: 'float a[8];\nfor (uint i = 0; i < 8; i++) a[i] = i;\nfloat4 v = *(thread float4 *)(a + gid % 4); // A\nout[gid] = v.x + v.w;',
    memory: 'a',
  },
};

describe('faults of arrays', () => {
  testPlanted(PROGRAMS);
});

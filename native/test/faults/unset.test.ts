import { describe, expect, test } from 'vitest';
import { check, fill, HEADER } from '../harness.ts';
import { type Planted, testPlanted } from './planted.ts';

/** A thread's own variables that are read before they are set. */
const PROGRAMS: Readonly<Record<string, Planted>> = {
  'a scalar': { kind: 'uninitialised', body: 'float x;\nout[gid] = x; // A', memory: 'x' },
  'a scalar that is set in one branch only': {
    kind: 'uninitialised',
    body: 'float x;\nif (tid < 40) x = 1;\nout[gid] = x; // A',
    memory: 'x',
  },
  'a scalar that a loop of no turns would set': {
    kind: 'uninitialised',
    body: 'uint last;\nfor (uint i = 0; i < data[gid]; i++) last = i;\nout[gid] = last; // A',
    memory: 'last',
  },
  'a sum in an array that nobody cleared': {
    kind: 'uninitialised',
    body: 'float sum[4];\nfor (uint i = 0; i < 8; i++)\n  sum[i % 4] += i; // A\nout[gid] = sum[gid % 4];',
    memory: 'sum',
  },
  'an element that was left out': {
    kind: 'uninitialised',
    body: 'float a[8];\nfor (uint i = 0; i < 7; i++) a[i] = i;\nout[gid] = a[(gid + 7) % 8]; // A',
    memory: 'a',
    element: [7, 4],
  },
  'a component of a vector': {
    kind: 'uninitialised',
    body: 'float4 v;\nv.x = 1; v.y = 2; v.z = 3;\nout[gid] = v.w; // A',
    memory: 'v',
    element: [3, 4],
  },
  'a vector that is stored with a component unset': {
    kind: 'uninitialised',
    body: 'float4 v;\nv.x = 1; v.y = 2; v.z = 3;\nif (gid < 32) ((device float4 *)out)[gid] = v; // A',
    memory: 'v',
  },
  'a member of a structure': {
    kind: 'uninitialised',
    before: 'struct Part { float set; half unset; };',
    body: 'Part p;\np.set = gid;\nout[gid] = p.set + p.unset; // A',
    memory: 'p',
  },
  'a member of a copy': {
    kind: 'uninitialised',
    before: 'struct Half { float set, unset; };',
    body: 'Half first;\nfirst.set = gid;\nHalf second = first;\nout[gid] = second.unset; // A',
    memory: 'second',
  },
  'through a pointer': {
    kind: 'uninitialised',
    before: 'void add(thread float *p, float x) {\n  *p += x; // A\n}',
    body: 'float sum;\nadd(&sum, gid);\nout[gid] = sum;',
    memory: 'sum',
  },
  'through a reference, as a vector': {
    kind: 'uninitialised',
    before: 'void scale(thread float4 &v, float by) {\n  v *= by; // A\n}',
    body: 'float4 v;\nscale(v, 2);\nout[gid] = v.x;',
    memory: 'v',
  },
  'by value': {
    kind: 'uninitialised',
    before: 'float twice(float x) { return 2 * x; }',
    body: 'float x;\nout[gid] = twice(x); // A',
    memory: 'x',
  },
  'a pointer': {
    kind: 'uninitialised',
    body: 'device float *p;\nif (data[0] == 1) p = out;\nif (p == out) out[gid] = 1; // A',
    memory: 'p',
  },
  'a variable of each turn': {
    kind: 'uninitialised',
    body: 'for (uint i = 0; i < 2; i++) {\n  float x;\n  if (i == 0) x = 1;\n  out[gid] = x; // A\n}',
    memory: 'x',
  },
  'a matrix': {
    kind: 'uninitialised',
    body: 'float2x2 m;\nm[0] = float2(1);\nout[gid] = (m * float2(1)).x; // A',
    memory: 'm',
  },
  'a SIMD-group matrix': {
    kind: 'uninitialised',
    body: 'simdgroup_float8x8 a(1.0f), b(1.0f), c;\nsimdgroup_multiply_accumulate(c, a, b, c); // A\nif (gid < 32) simdgroup_store(c, out, 8);',
    memory: 'c',
  },
  'one of an array of SIMD-group matrices': {
    kind: 'uninitialised',
    body: 'simdgroup_float8x8 a(1.0f), c[2];\nc[0] = simdgroup_float8x8(0.0f);\nfor (int i = 0; i < 2; i++)\n  simdgroup_multiply_accumulate(c[i], a, a, c[i]); // A\nif (gid < 32) simdgroup_store(c[1], out, 8);',
    memory: 'c',
  },
  'an element of a SIMD-group matrix': {
    kind: 'uninitialised',
    body: 'simdgroup_float8x8 m;\nout[gid] = m.thread_elements()[0]; // A',
    memory: 'm',
  },
  'a value that is exchanged': {
    kind: 'uninitialised',
    body: 'float x;\nout[gid] = simd_sum(x); // A',
    memory: 'x',
  },

  'a member that a constructor leaves out': {
    kind: 'uninitialised',
    before: 'struct S { float a, b; S() : a(1) {} };',
    body: 'S s;\nout[gid] = s.a;\nout[gid] += s.b; // A',
    memory: 's',
    element: [1, 4],
  },
  'a member without an initial value beside one that has it': {
    kind: 'uninitialised',
    before: 'struct S { float a = 1, b; };',
    body: 'S s;\nout[gid] = s.a;\nout[gid] += s.b; // A',
    memory: 's',
    element: [1, 4],
  },
  'a member of a base': {
    kind: 'uninitialised',
    before: 'struct Base { float b; Base() {} };\nstruct S : Base { float a; S(float x) : a(x) {} };',
    body: 'S s(2);\nout[gid] = s.a;\nout[gid] += s.b; // A',
    memory: 's',
  },
  'a member of a result': {
    kind: 'uninitialised',
    before: 'struct S { float a, b; };\nS make() {\n  S made;\n  made.a = 1;\n  return made;\n}',
    body: 'S s = make();\nout[gid] = s.a;\nout[gid] += s.b; // A',
    memory: 's',
  },
  'a member of an argument': {
    kind: 'uninitialised',
    before: 'struct S { float a, b; };\nfloat sum(S s) {\n  return s.a + s.b; // A\n}',
    body: 'S s;\ns.a = 1;\nout[gid] = sum(s);',
    memory: 's',
  },

  'through a pointer in a structure': {
    kind: 'uninitialised',
    before: 'struct Holder { thread float *p; };',
    body: 'float x;\nHolder h;\nh.p = &x;\nout[gid] = *h.p; // A',
    memory: 'x',
  },
  'through a pointer in an array': {
    kind: 'uninitialised',
    body: 'float x, y = 1;\nthread float *p[2] = {&x, &y};\nout[gid] = *p[gid % 2]; // A',
    memory: 'x',
  },
  'through one of two pointers': {
    kind: 'uninitialised',
    body: 'float x, y = 1;\nthread float *p = gid % 2 ? &x : &y;\nout[gid] = *p; // A',
    memory: 'x',
  },
  'through arrays that change places': {
    kind: 'uninitialised',
    body: 'float a[4], b[4];\nthread float *from = a, *to = b;\nfor (int i = 0; i < 3; i++) from[i] = i;\nfor (int i = 0; i < 4; i++)\n  to[i] = from[3 - i]; // A\nthread float *t = from;\nfrom = to;\nto = t;\nout[gid] = from[gid % 4];',
    memory: 'a',
    element: [3, 4],
  },
  'what a lambda has captured': {
    kind: 'uninitialised',
    body: 'float x, y = 1;\nauto sum = [&]() {\n  return x + y; // A\n};\nout[gid] = sum();',
    memory: 'x',
  },
  'what a lambda would have set': {
    kind: 'uninitialised',
    body: 'float x;\nauto put = [&](float y) { x = y; };\nif (gid < 100) put(2);\nout[gid] = x; // A',
    memory: 'x',
  },
  'in a function that is not inlined': {
    kind: 'uninitialised',
    before: '[[clang::noinline]] float last(thread const float *p) {\n  return p[3]; // A\n}',
    body: 'float a[4];\nfor (int i = 0; i < 3; i++) a[i] = i;\nout[gid] = last(a);',
    memory: 'a',
    element: [3, 4],
  },

  'a bit-field beside one that is set': {
    kind: 'uninitialised',
    before: 'struct Bits { uint low : 3; uint mid : 10; uint high : 7; };',
    body: 'Bits b;\nb.low = 1;\nb.high = 2;\nout[gid] = b.low + b.high;\nout[gid] += b.mid; // A',
    memory: 'b',
  },
  'a signed bit-field': {
    kind: 'uninitialised',
    before: 'struct Bits { int low : 3; int high : 13; };',
    body: 'Bits b;\nb.high = 1;\nout[gid] = b.high;\nout[gid] += b.low; // A',
    memory: 'b',
  },
  'a bit-field that is added to': {
    kind: 'uninitialised',
    before: 'struct Bits { uint low : 3; uint high : 10; };',
    body: 'Bits b;\nb.low = 1;\nb.high += b.low; // A\nout[gid] = b.high;',
    memory: 'b',
  },
  'a bit-field, through a pointer': {
    kind: 'uninitialised',
    before:
      'struct Bits { uint low : 3; uint high : 10; };\n[[clang::noinline]] uint high(thread Bits *b) {\n  b->low = 1;\n  return b->high; // A\n}',
    body: 'Bits b;\nout[gid] = high(&b);',
    memory: 'b',
  },
};

describe('variables that are not set', () => {
  testPlanted(PROGRAMS);

  test('the message names the variable, its line, and the thread that reads it', async () => {
    const text = `${HEADER}kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]) {
  float x;
  if (i != 5) x = 1;
  out[i] = x;
}`;
    const launch = {
      kernel: 'k',
      arguments: [fill(8)],
      gridThreads: [8, 1, 1],
      threadsPerThreadgroup: [4, 1, 1],
    } as const;
    const { findings } = await check(text, { ...launch, arguments: [...launch.arguments] });
    expect(findings.map(({ message }) => message)).toEqual([
      "line 6: thread (1, 0, 0) in SIMD-group 0 of threadgroup (1, 0, 0) reads variable 'x' (4 bytes, declared at line 4) before it is set",
    ]);
  });
});

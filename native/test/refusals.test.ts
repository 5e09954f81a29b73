import { describe, expect, test } from 'vitest';
import { NativeError, native } from '../index.ts';
import { HEADER } from './harness.ts';

/** Texts that Metal refuses, and what the message must say; the line at fault ends in `// A`. */
const REFUSED: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
  'a pointer argument without an address space': [
    'void f(float *p) {} // A',
    /pointer must name its address space/,
  ],
  'a reference argument without an address space': ['void f(const float &x) {} // A', /reference must name/],
  'an unnamed pointer argument': ['float f(float *) { return 1; } // A', /pointer must name/],
  'a pointer variable without an address space': [
    'void f(device float *q) {\n  float *p = q; // A\n}',
    /pointer must name its address space/,
  ],
  'a reference variable without an address space': [
    'void f() {\n  int x = 1;\n  int &y = x; // A\n}',
    /reference must name/,
  ],
  'a pointer member without an address space': ['struct S {\n  float *p; // A\n};', /pointer must name/],
  'a function that returns a bare pointer': [
    'device float g;\nfloat *f() { return nullptr; } // A',
    /address space/,
  ],
  'a pointer to a structure without an address space': [
    'struct S { int a; };\nvoid f(device S *q) {\n  const S *p = q; // A\n}',
    /pointer must name/,
  ],
  'an unknown attribute of a function': ['[[fast]] kernel void k() {} // A', /unknown attribute 'fast'/],
  'an unknown attribute of an argument': [
    'kernel void k(uint i [[thread_number]]) {} // A',
    /unknown attribute 'thread_number'/,
  ],
  'a kernel that returns a value': ['kernel float k() { return 1; } // A', /must return void/],
  'an argument that says nothing of what it is': ['kernel void k(uint i) {} // A', /'i'.*needs an attribute/],
  'two buffers at one index': [
    'kernel void k(device float *a [[buffer(1)]],\n  device float *b [[buffer(1)]]) {} // A',
    /buffer\(1\) is both 'a' and 'b'/,
  ],
  'a buffer beyond the last': [
    'kernel void k(device float *a [[buffer(31)]]) {} // A',
    /beyond buffer\(30\)/,
  ],
  'an index that is no integer': [
    'kernel void k(device float *a [[buffer(x)]]) {} // A',
    /must be an integer, not 'x'/,
  ],
  'a threadgroup that is too large': [
    '[[max_total_threads_per_threadgroup(2048)]] kernel void k() {} // A',
    /1 to 1024, not 2048/,
  ],
  'a function that calls itself': ['int f(int n) { return n ? f(n - 1) : 0; } // A', /'f' calls itself/],
  'two functions that call each other': [
    'int g(int n);\nint f(int n) { return g(n); } // A\nint g(int n) { return f(n); }',
    /calls itself/,
  ],
  'a kernel that calls a kernel': [
    'kernel void a() {}\nkernel void b() { a(); } // A',
    /kernel 'a' is called/,
  ],
  'a header that is not there': ['#include "missing.h" // A', /'missing.h' file not found/],
  'a variable outside of functions': ['float x = 1; // A', /'x' must be in the constant address space/],
  'threadgroup memory outside of functions': ['threadgroup float x[4]; // A', /declared in a kernel/],
  'a static variable in a function': [
    'void f() {\n  static int n = 0; // A\n}',
    /static variable in a function must be constant/,
  ],
  'a double': ['void f() {\n  double x = 1; // A\n}', /no double/],
  'a goto': ['void f() {\nagain:\n  goto again; // A\n}', /no goto/],
  'new and delete': ['void f() {\n  auto p = new int; // A\n}', /no new/],
  exceptions: ['void f() {\n  throw 1; // A\n}', /no exceptions/],
  'virtual functions': ['struct S {\n  virtual void f() {} // A\n};', /no virtual/],
  typeid: ['void f(int x) {\n  auto t = typeid(x); // A\n}', /no typeid/],
  'thread-local variables': ['thread_local int x; // A', /no thread_local/],
  'inline assembly': ['void f() {\n  asm("nop"); // A\n}', /no inline assembly/],
  'functions with variable arguments': ['void f(int n, ...) {} // A', /variable arguments/],
  'a texture': [
    'kernel void k(texture2d<float> t [[texture(0)]]) {} // A',
    /'texture' needs a graphics device|'texture2d' needs/,
  ],
  'a texture in a function': [
    'float f(texture2d<float> t) { return 0; } // A',
    /'texture2d' needs a graphics device/,
  ],
  'a vertex function': ['[[vertex]] float4 v() { return 0; } // A', /'vertex' needs a graphics device/],
  'a write to constant memory': [
    'kernel void k(constant float *c [[buffer(0)]]) {\n  c[0] = 1; // A\n}',
    /read-only|const/,
  ],
  'device memory where threadgroup memory is expected': [
    'void f(threadgroup float *p) {}\nvoid g(device float *q) {\n  f(q); // A\n}',
    /no matching function|changes address space/,
  ],
  'a pointer that changes its address space': [
    'void g(device float *q) {\n  threadgroup float *p = q; // A\n}',
    /changes address space|cannot initialize/,
  ],
  'a name that is not declared': ['void f() {\n  x = 1; // A\n}', /undeclared identifier 'x'/],
  'a static assertion that fails': [
    'static_assert(sizeof(half) == 4, "half is small"); // A',
    /half is small/,
  ],
  'a swizzle that does not exist': ['float f(float2 v) { return v.z; } // A', /no member named 'z'/],
  'a missing semicolon': ['void f() {\n  int x = 1 // A\n}', /expected ';'/],
  'a macro that is not closed': ['#if 1 // A', /unterminated/],
};

describe('what Metal refuses is refused here', () => {
  test.each(Object.entries(REFUSED))('%s', async (_name, [text, message]) => {
    const source = `${HEADER}${text}\n`;
    const error = await native.compile('cpu', source).then(
      () => new Error('it was accepted'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(NativeError);
    const { code, diagnostics } = error as NativeError;
    expect(code).toBe('COMPILE_FAILED');
    const first = diagnostics.find(({ severity }) => severity === 'error');
    expect(first?.message).toMatch(message);
    expect(first?.line).toBe(source.split('\n').findIndex((line) => line.endsWith('// A')) + 1);
    expect(first?.column).toBeGreaterThan(0);
  });
});

import { describe, expect, test } from 'vitest';
import { execute, fill, HEADER } from './harness.ts';
import { type Program, testPrograms } from './programs.ts';

/** Metal's address spaces in classes, templates and temporaries. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  'member functions for each address space': {
    before: `struct Pair {
  float a, b;
  constexpr Pair(float x) thread : a(x), b(x + 1) {}
  constexpr Pair(float x) threadgroup : a(x), b(x + 1) {}
  constexpr Pair(float x) device : a(x), b(x + 1) {}
  constexpr Pair(float x) constant : a(x), b(x + 1) {}
  constexpr operator float() const thread { return a * b; }
  constexpr operator float() const threadgroup { return a * b; }
  constexpr operator float() const device { return a * b; }
  constexpr operator float() const constant { return a * b; }
};
constant Pair FIVE = 5;
Pair more(Pair p) { return Pair(p.a + 1); }`,
    body: 'threadgroup Pair t[1]; t[0] = Pair(2); device Pair *d = (device Pair *)(out + 1); *d = Pair(3); out[0] = t[0] + more(1) + FIVE; out[1] = *d;',
    expected: [42, 12, 4],
  },
  'member functions overloaded by address space': {
    before:
      'struct S { int v; int where() thread { return 1; } int where() device { return 2; } int where() threadgroup { return 3; } };',
    body: 'threadgroup S t[1]; S s; out[0] = s.where(); out[1] = ((device S *)out)->where(); out[2] = t[0].where();',
    expected: [1, 2, 3],
  },
  'member functions that return references to members': {
    before: `struct Tile {
  float v[4];
  thread float &at(short i) thread { return v[i]; }
  const thread float &at(short i) const thread { return v[i]; }
};
float total(const thread Tile &tile) { float s = 0; for (short i = 0; i < 4; i++) s += tile.at(i); return s; }`,
    body: 'Tile t; for (short i = 0; i < 4; i++) t.at(i) = i; out[0] = total(t); thread auto &last = t.at(3); last = 10; out[1] = t.v[3];',
    expected: [6, 10],
  },
  'ternaries on objects in different address spaces': {
    before: `struct C { float re, im; C() = default; C(float x) : re(x), im(0) {} };
template <typename T> T pick(device T *a, threadgroup T *b, int i) { return i == 0 ? a[0] : i == 1 ? b[0] : T(7); }`,
    body: 'threadgroup C t[1]; t[0] = C(5); device C *d = (device C *)out; d[0] = C(3); float x = pick(d, t, 0).re; out[0] = x + 10 * pick(d, t, 1).re + 100 * pick(d, t, 2).re; out[1] = 0;',
    expected: [753, 0],
  },
  'ternaries with a literal of another type': {
    body: 'bool c = out[0] < 0; bfloat b = c ? bfloat(2) : 0; half h = c ? 0 : half(3); device float *p = c ? out + 1 : 0; float4 v = c ? float4(4) : 0; out[0] = float(b) + h + v.x; out[1] = p == out + 1; int n = c ? 300 : 1; out[2] = n;',
    expected: [6, 1, 300],
  },
  'ternaries as template arguments and array bounds': {
    before: 'template <int N> int size() { return N; }',
    body: 'constexpr int A = 3, B = 5; out[0] = size<(A > B) ? A : B>(); int v[A < B ? A : B]; out[1] = sizeof(v) / sizeof(int); out[2] = size<A == 3 ? A : B>();',
    expected: [5, 3, 3],
  },
  'ternaries without a value': {
    before: 'void put(device float *p, float v) { *p = v; }',
    body: 'bool c = out[0] < 0; c ? put(out, 3) : put(out, 4); for (int i = 1; i < 2; i++) { !c ? put(out + i, 5) : put(out + i, 6); }',
    expected: [3, 6],
  },
  'references to temporaries': {
    before:
      'struct P { float x; P(float v) : x(v) {} }; float f(const thread short &a, thread const float2 &b, const thread P &p) { return a + b.y + p.x; }',
    body: 'int n = 3; out[0] = f(n + 1, float2(1, 2), P(10));',
    expected: [16],
  },
  'references to arrays': {
    before: `template <typename T, short N> void reverse(thread T (&v)[N]) { for (short i = 0; i < N / 2; i++) { T t = v[i]; v[i] = v[N - 1 - i]; v[N - 1 - i] = t; } }
template <typename T> void swap_them(thread T &a, thread T &b) { T t = a; a = b; b = t; }
template <typename T, short N> void rotate(thread T (&v)[N]) { for (short i = 0; i + 1 < N; i++) swap_them(v[i], v[i + 1]); }`,
    body: 'float v[3] = {1, 2, 3}; reverse(v); rotate(v); for (int i = 0; i < 3; i++) out[i] = v[i];',
    expected: [2, 1, 3],
  },
  'functions as template arguments': {
    before: `float one(float x) { return x + 1; }
template <typename T> T two(T x) { return x * 2; }
using function_t = float (*)(float);
template <float (*f)(float)> float apply(float x) { return f(x); }
template <typename T, function_t f> T through(T x) { return f(x); }
typedef decltype(apply<one>) apply_t;`,
    body: 'out[0] = apply<one>(3); out[1] = apply<two>(3); out[2] = through<float, two<float>>(5);',
    expected: [4, 6, 10],
  },
  'pointers advanced by objects that convert to constants': {
    before: `template <int V> struct Int { constexpr operator int() const thread { return V; } };
template <typename P, typename S> void fill(P p, S step, int n) { for (int i = 0; i < n; i++) { *p = i; p += step; } p -= step; *p += 10; }`,
    body: 'fill(out, Int<2>{}, 2); out[1] = 5; float s = 1; float t = 2; s += t; out[3] = s;',
    expected: [0, 5, 11, 3],
  },
  'lambdas with references and templates': {
    before: 'template <typename F> void each(int n, F f) { for (int i = 0; i < n; i++) f(i); }',
    body: 'float s = 0; thread float &r = s; each(4, [&](int i) { r += i; }); each(3, [=](int i) { out[i] = i; }); out[0] = s;',
    expected: [6, 1, 2],
  },
  'members that member functions pass on as the thread’s': {
    before: `template <typename T, int N> struct Tile { T v[N]; thread T &at(int i) { return v[i]; } thread T *all() { return reinterpret_cast<thread T *>(v); } };
template <typename T, int N> void add(thread Tile<T, N> &a, const thread Tile<T, N> &b) { for (int i = 0; i < N; i++) a.v[i] += b.v[i]; }
struct Block { Tile<float, 4> a, b[2]; float s; void step() { add(a, b[1]); thread float &r = s; r += 1; add(this->a, b[0]); thread Tile<float, 4> *p = &a; p->v[1] += s; } };`,
    body: 'Block k; for (int i = 0; i < 4; i++) { k.a.at(i) = i; k.b[0].all()[i] = 10; k.b[1].v[i] = 100; } k.s = 1000; k.step(); out[0] = k.a.v[0]; out[1] = k.a.all()[1]; out[2] = k.s;',
    expected: [110, 1112, 1001],
  },
  'member functions of temporaries': {
    before:
      'struct Source { float v; float load() const thread { return v; } float twice() const { return load() + load(); } }; template <typename T> struct Of { T v; T get(T d) thread { return v + d; } }; Source make(float v) { return Source{v}; }',
    body: 'out[0] = Source{3}.load() + make(4).load() + Source{1}.twice(); out[1] = Of<float>{1}.get(2); Of<float> o{5}; out[2] = o.get(1);',
    expected: [9, 3, 6],
  },
  'constructors and conversions without a space beside those with one': {
    before:
      'struct C { float re, im; constexpr C() : re(1), im(0) {} constexpr C() threadgroup : re(1), im(0) {} constexpr C(float r, float i) : re(r), im(i) {} explicit operator float() const { return re + im; } explicit operator float() const device { return re + im; } explicit operator float() const threadgroup { return re + im; } };',
    body: 'C c; threadgroup C t[1]; t[0] = C(2, 3); device C *d = (device C *)(out + 2); d[0] = C(4, 5); out[0] = float(c) + float(t[0]); out[1] = float(d[0]);',
    expected: [6, 9, 4, 5],
  },
  'explicit specializations that take references': {
    before:
      'template <typename T, typename U> T convert(const thread U &, float scale); template <> inline float convert<float, uchar>(const thread uchar &v, float scale) { return v * scale; } template <> inline float2 convert<float2, uchar2>(const thread uchar2 &v, float scale) { return float2(v) * scale; }',
    body: 'uchar a = 3; uchar2 b = uchar2(4, 5); out[0] = convert<float, uchar>(a, 2); out[1] = convert<float2>(b, 2).y;',
    expected: [6, 10],
  },
  'arrays of pointers that name the thread too': {
    body: 'thread const device float *rows[2]; thread device float *last = out + 1; rows[0] = out; rows[1] = out + 1; *last = 5; out[0] = rows[1][0];',
    expected: [5, 5],
  },
  'references whose const is cast away': {
    before:
      'struct Mask { uint bits; }; bool has(thread Mask &m, uint i) { return m.bits >> i & 1; } bool test(const thread Mask &m, uint i) { return has(const_cast<thread Mask &>(m), i); }',
    body: 'Mask m{4}; out[0] = test(m, 2); out[1] = test(m, 1);',
    expected: [1, 0],
  },
  'arrays of pointers': {
    body: 'device float *rows[2]; for (int i = 0; i < 2; i++) rows[i] = out + 2 * i; rows[1][0] = 7; rows[0][1] = 8; device const float *const last = rows[1]; out[0] = last[0]; out[3] = rows[0][1];',
    expected: [7, 8, 7, 8],
  },
  'threadgroup arrays of computed sizes, initialised with zeros': {
    body: 'constexpr int A = 2, B = 3; threadgroup float t[(A > B ? A : B) * (A + 1)] = {0}; threadgroup float u[4] = {0.f}; threadgroup float2 w[2] = {0.0, 0.0h}; t[8] = 4; out[0] = t[8]; out[1] = sizeof(t) / 4; u[1] = 2; w[0] = float2(1); out[2] = u[1] + w[0].x;',
    expected: [4, 9, 3],
  },
};

describe('address spaces', () => {
  testPrograms(PROGRAMS);
});

test('vectors aligned like their elements do not fault, though checks report them', async () => {
  const body = 'device float4 *v = (device float4 *)(out + 1); *v = float4(1, 2, 3, 4); out[0] = v->w;';
  const out = fill(5);
  await execute(`${HEADER}kernel void k(device float *out [[buffer(0)]]) { ${body} }`, {
    kernel: 'k',
    arguments: [out],
    threadsPerThreadgroup: [1, 1, 1],
  });
  expect([...out]).toEqual([4, 1, 2, 3, 4]);
});

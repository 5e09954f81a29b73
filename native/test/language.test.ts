import { describe } from 'vitest';
import { type Program, testPrograms } from './programs.ts';

const PROGRAMS: Readonly<Record<string, Program>> = {
  'structs with constructors, methods and operators': {
    before: `struct V { float a, b; V(float x, float y) : a(x), b(y) {} V operator+(V o) const { return V(a + o.a, b + o.b); } };`,
    body: 'V v = V(1, 2) + V(3, 4); out[0] = v.a; out[1] = v.b;',
    expected: [4, 6],
  },
  'nested namespaces and using declarations': {
    before: 'namespace outer { namespace inner { float f() { return 3; } } } using outer::inner::f;',
    body: 'out[0] = f() + outer::inner::f();',
    expected: [6],
  },
  'references and pointers to thread memory': {
    before:
      'void twice(thread float &x) { x *= 2; } void add(thread float *p, int n) { for (int i = 0; i < n; i++) p[i] += 1; }',
    body: 'float v[2] = {1, 5}; twice(v[0]); add(v, 2); out[0] = v[0]; out[1] = v[1];',
    expected: [3, 6],
  },
  'overloads by address space': {
    before:
      'int where(device float *) { return 1; } int where(threadgroup float *) { return 2; } int where(thread float *) { return 3; }',
    body: 'threadgroup float t[1]; t[0] = 0; float p[1]; out[0] = where(out); out[1] = where(t); out[2] = where(p);',
    expected: [1, 2, 3],
  },
  'function templates with value and type parameters': {
    before:
      'template <typename T, int N> T power(T x) { T r = 1; for (int i = 0; i < N; i++) r *= x; return r; }',
    body: 'out[0] = power<float, 3>(2); out[1] = power<int, 2>(5);',
    expected: [8, 25],
  },
  'class templates with static members and specialisation': {
    before: `template <typename T> struct Name { static constexpr constant int value = 1; };
template <> struct Name<half> { static constexpr constant int value = 2; };`,
    body: 'out[0] = Name<float>::value; out[1] = Name<half>::value;',
    expected: [1, 2],
  },
  'if constexpr and static_assert': {
    before:
      'template <typename T> float f(T x) { static_assert(sizeof(T) == 4, "size"); if constexpr (is_same_v<T, float>) return x; else return -x; }',
    body: 'out[0] = f(2.0f); out[1] = f(3);',
    expected: [2, -3],
  },
  'lambdas that capture': {
    body: 'float k = 3; auto f = [&](float x) { return k * x; }; k = 4; auto g = [=](float x) { return k + x; }; out[0] = f(2); out[1] = g(1);',
    expected: [8, 5],
  },
  'enumerations, plain and scoped': {
    before: 'enum Plain { A = 3, B }; enum class Scoped : ushort { X = 7 };',
    body: 'out[0] = B; out[1] = ushort(Scoped::X);',
    expected: [4, 7],
  },
  'unions that hold vectors are copied': {
    before:
      'union Bits { uint word; uchar4 bytes; }; Bits bits(uint word) { Bits b; b.word = word; Bits c = b; return c; }',
    body: 'out[0] = bits(0x04030201).bytes.z;',
    alone: true,
    expected: [3],
  },
  'unions and bit fields': {
    before: 'struct Bits { uint low : 4; uint high : 12; };',
    body: 'union { float f; uint u; } x; x.f = 1; out[0] = float(x.u >> 23); Bits b; b.low = 5; b.high = 100; out[1] = b.low + b.high;',
    expected: [127, 105],
  },
  'switch, goto-free loops, break and continue': {
    body: 'float s = 0; for (int i = 0; i < 10; i++) { if (i == 3) continue; if (i == 6) break; switch (i % 3) { case 0: s += 100; break; case 1: s += 10; break; default: s += 1; } } out[0] = s; int j = 0; do { j += 2; } while (j < 5); out[1] = j;',
    expected: [122, 6],
  },
  'program-scope constants of every kind': {
    before:
      'constant float4 C = float4(1, 2, 3, 4); constant uchar T[2][2] = {{1, 2}, {3, 4}}; constexpr constant int N = 5; struct P { int a; float b; }; constant P Q = {6, 7.5f};',
    body: 'out[0] = C.z; out[1] = T[1][0]; out[2] = N; out[3] = Q.a + Q.b;',
    expected: [3, 3, 5, 13.5],
  },
  'constants declared in a body': {
    body: 'constexpr int K = 4; constant constexpr float F[2] = {1.5f, 2.5f}; out[0] = K; out[1] = F[1];',
    expected: [4, 2.5],
  },
  'macros, with arguments and over several lines': {
    before:
      '#define SQUARE(x) ((x) * (x))\n#define TWO_LINES(a) \\\n  (a + 1)\n#if __METAL_VERSION__ >= 310\n#define VERSION 1\n#else\n#define VERSION 0\n#endif',
    body: 'out[0] = SQUARE(3 + 1); out[1] = TWO_LINES(4); out[2] = VERSION;',
    expected: [16, 5, 1],
  },
  'loop hints': {
    body: 'float s = 0;\n#pragma unroll\nfor (int i = 0; i < 4; i++) s += i;\n#pragma clang loop unroll(full)\nfor (int i = 0; i < 4; i++) s += i; _Pragma("unroll") for (int i = 0; i < 2; i++) s += i; out[0] = s;',
    expected: [13],
  },
  'ternaries on vectors and scalars': {
    body: 'bool c = out[0] > 0; float4 v = c ? float4(1) : float4(2, 3, 4, 5); out[0] = v.y; out[1] = c ? 1 : 2;',
    expected: [3, 2],
  },
  'assignment to swizzles': {
    body: 'float4 v = 0; v.xz = float2(1, 2); v.w += 3; v.y = v.x + 4; out[0] = v.x; out[1] = v.y; out[2] = v.z; out[3] = v.w;',
    expected: [1, 5, 2, 3],
  },
  'vector assignment operators and increments': {
    body: 'float3 v = float3(1, 2, 3); v += 1; v *= float3(2, 3, 4); v -= 1.0f; int2 i = int2(5, 6); i <<= 1; i %= 7; out[0] = v.x; out[1] = v.z; out[2] = i.x; out[3] = i.y;',
    expected: [3, 15, 3, 5],
  },
  'vectors built from scalars of other types': {
    body: 'uint n = 3; float2 a = float2(n, 2); float4 b = float4(a, 1, n); half2 h = half2(n, 1.5f); out[0] = a.x; out[1] = b.w; out[2] = h.x + h.y; out[3] = float3(n).z;',
    expected: [3, 3, 4.5, 3],
  },
  'packed vectors in memory': {
    before: 'struct Row { packed_float3 v; float w; };',
    body: 'Row r; r.v = packed_float3(1, 2, 3); r.w = 4; out[0] = sizeof(Row); float3 f = r.v; out[1] = f.z; out[2] = r.v[1]; out[3] = sizeof(float3);',
    expected: [16, 3, 2, 16],
  },
  'as_type between vectors and scalars': {
    body: 'out[0] = as_type<ushort2>(0x00020001u).y; out[1] = as_type<uchar4>(0x04030201u).w; out[2] = as_type<float>(0x40400000u); out[3] = as_type<uint>(half2(1, 2)) >> 16;',
    expected: [2, 4, 3, 0x4000],
  },
  'integer conversions wrap and truncate': {
    body: 'out[0] = uchar(300); out[1] = char(200); out[2] = int(-2.7f); out[3] = ushort(-1);',
    expected: [44, -56, -2, 65535],
  },
  '64-bit integers': {
    body: 'long a = 1l << 40; ulong b = ulong(a) * 3; out[0] = float(a >> 38); out[1] = float(b >> 40);',
    expected: [4, 3],
  },
  'matrices by columns': {
    body: 'float3x3 m = float3x3(2); m[0] = float3(1, 2, 3); float3 v = m * float3(1, 1, 1); out[0] = v.x; out[1] = v.y; out[2] = v.z; out[3] = m[1][1];',
    expected: [1, 4, 5, 2],
  },
  'numeric limits and infinities': {
    body: 'out[0] = numeric_limits<float>::infinity() > FLT_MAX; out[1] = numeric_limits<half>::max(); out[2] = numeric_limits<uchar>::max(); out[3] = -INFINITY < numeric_limits<float>::lowest();',
    expected: [1, 65504, 255, 1],
  },
  'NaN compares as in IEEE 754': {
    body: 'float n = NAN; out[0] = n == n; out[1] = n != n; out[2] = n < 1; out[3] = isnan(n);',
    expected: [0, 1, 0, 1],
  },
  'arrays of arrays and of structs': {
    before: 'struct S { int v[2]; };',
    body: 'S s[2] = {{{1, 2}}, {{3, 4}}}; int m[2][3] = {{1, 2, 3}, {4, 5, 6}}; out[0] = s[1].v[0]; out[1] = m[1][2];',
    expected: [3, 6],
  },
  'default arguments and variadic templates': {
    before:
      'float f(float x, float y = 10) { return x + y; } template <typename... A> float total(A... a) { return (a + ...); }',
    body: 'out[0] = f(1); out[1] = f(1, 2); out[2] = total(1.0f, 2.0f, 3.0f);',
    expected: [11, 3, 6],
  },
  'typedefs, aliases, decltype and auto': {
    before: 'typedef float real; using vector_t = vec<real, 2>;',
    body: 'vector_t v = vector_t(1, 2); auto w = v + 1; decltype(w.x) x = w.y; out[0] = x;',
    expected: [3],
  },
  'half and bfloat arithmetic keeps its precision': {
    body: 'half h = 1024; h += 0.25h; bfloat b = bfloat(1.0f); b = bfloat(float(b) + 0.001f); out[0] = h; out[1] = float(b); out[2] = float(half(1) / half(3));',
    expected: [1024, 1, 0.333251953125],
  },
  'min, max and clamp of vectors and scalars': {
    body: 'float3 v = clamp(float3(-1, 0.5f, 2), 0.0f, 1.0f); int2 w = max(int2(1, 5), int2(3, 2)); out[0] = v.x + v.y + v.z; out[1] = w.x + w.y; out[2] = min(float2(1, 2), 1.5f).y;',
    expected: [1.5, 8, 1.5],
  },
  'loads and stores through vector pointers': {
    body: 'device float4 *p = (device float4 *)out; *p = float4(1, 2, 3, 4); p[0].y = 9; out[3] = p->x + 10;',
    expected: [1, 9, 3, 11],
  },
  'pointer arithmetic and comparison': {
    body: 'device float *p = out + 3; *p-- = 1; *p = 2; out[0] = float(p - out); out[1] = p > out;',
    expected: [2, 1, 2, 1],
  },
  'comma, compound conditions and bit operations': {
    body: 'int a = (1, 2); out[0] = a; out[1] = (a & 2) && !(a & 1) || false; out[2] = a ^ 7; out[3] = ~a & 0xff;',
    expected: [2, 1, 5, 253],
  },
  'C++ attributes are accepted': {
    before:
      '[[maybe_unused]] static float unused() { return 1; } inline float g [[gnu::always_inline]] () { return 2; }',
    body: '[[maybe_unused]] int x = 1; out[0] = g();',
    expected: [2],
  },
};

describe('the language', () => {
  testPrograms(PROGRAMS);
});

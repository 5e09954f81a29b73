import { describe } from 'vitest';
import { type Program, testPrograms } from './programs.ts';

/** What other people's MSL is made of, and translators' output. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  'an array type with an access for each address space': {
    before: `template <typename T, size_t N> struct Row {
  T e[N];
  thread T &operator[](size_t i) thread { return e[i]; }
  const thread T &operator[](size_t i) const thread { return e[i]; }
  device T &operator[](size_t i) device { return e[i]; }
  const device T &operator[](size_t i) const device { return e[i]; }
  threadgroup T &operator[](size_t i) threadgroup { return e[i]; }
  const threadgroup T &operator[](size_t i) const threadgroup { return e[i]; }
  const constant T &operator[](size_t i) const constant { return e[i]; }
};
constant Row<Row<float, 2>, 2> TABLE = {{{{1, 2}}, {{3, 4}}}};
float second(const device Row<float, 4> &r) { return r[1]; }`,
    body: `Row<float, 2> p = {{5, 6}};
threadgroup Row<float, 2> t; t[1] = 7;
device Row<float, 4> *d = (device Row<float, 4> *)out; (*d)[1] = 8;
out[0] = p[1] + 10 * t[1] + 100 * TABLE[1][0]; device float &last = (*d)[3]; last = second(*d); (*d)[2] = TABLE[0][1];`,
    expected: [376, 8, 2, 8],
  },
  'a template parameter with the name of a constant of a class': {
    before: `template <int bits> struct Loader { static constant constexpr const short group = 32; short n() const { return group / bits; } };
template <int a, int group, int b> float part(float x) { return x + a + group + b; }
template <typename T, const int group> float whole(T x) { return part<1, group, 0>(x) + Loader<group>().n(); }`,
    body: 'out[0] = whole<float, 4>(2);',
    expected: [15],
  },
  'a class that converts to a number, among functions that exchange values': {
    before: `struct Small { float x; operator float() const { return simd_sum(x); } };
template <typename U> float twice(U x) { const float s = float(x); const float t = float(x); return s + t; }`,
    body: 'Small a = {1}; out[0] = twice(a); out[1] = twice(half(3));',
    expected: [2, 6],
  },
  'vectors of eight elements': {
    before: 'template <typename U> using Fragment = vec<U, 8>;',
    body: 'Fragment<half> a; Fragment<float> b(2); for (int i = 0; i < 8; i++) a[i] = i; b += Fragment<float>(a) * 3; out[0] = b[7]; out[1] = sizeof(a);',
    expected: [23, 16],
  },
  'functions told apart by constant and device memory that is only read': {
    before: `float f(device const float *p) { return p[0]; }
float f(constant float *p) { return 10 * p[1]; }
template <typename P> struct Space { static constexpr constant int value = 0; };
template <typename T> struct Space<device T *> { static constexpr constant int value = 1; };
template <typename T> struct Space<constant T *> { static constexpr constant int value = 2; };
constant float C[2] = {3, 4};
static_assert(!is_same_v<constant float *, device const float *>, "two spaces");`,
    body: 'out[1] = f(C); out[0] = f(out + 1); constant float *p = &C[1]; constant float &r = C[0]; out[2] = p[0] + r; out[3] = Space<device const float *>::value + 10 * Space<constant float *>::value;',
    expected: [40, 40, 7, 21],
  },
  'constants of a program as a whole': {
    before: `struct P { float a; float2 b; };
constant P ONE = {1, float2(2, 3)}; constant float GRID[2][2] = {{1, 2}, {3, 4}}; constant float4 V = float4(5);
float sum(constant float *row, int n) { float s = 0; for (int i = 0; i < n; i++) s += row[i]; return s; }
float member(constant P &p) { return p.a + p.b.y; }
float shadowed(float GRID) { return GRID; }`,
    body: 'constant P *p = &ONE; out[0] = sum(GRID[1], 2); out[1] = member(ONE) + p->b.x; out[2] = shadowed(V.x); constant float LOCAL[] = {6, 7}; out[3] = sum(LOCAL, 2);',
    expected: [7, 6, 5, 13],
  },
  'member functions that return a reference to their object': {
    before: `struct M { float v; thread M &operator+=(float x) thread { v += x; return *this; } thread M &twice() { v *= 2; return *this; } };
template <typename T> struct Frags { vec<T, 2> v[2]; METAL_FUNC constexpr thread vec<T, 2> &at(short i) { return v[i]; } METAL_FUNC constexpr const thread vec<T, 2> &at(short i) const { return v[i]; } };`,
    body: 'M m{1}; (m += 2).twice() += 1; Frags<float> f; f.at(1) = float2(3); const thread Frags<float> &c = f; out[0] = m.v; out[1] = c.at(1).y;',
    expected: [7, 3],
  },
  'library types by their full names': {
    before:
      'using metal::uint; using metal::float4; metal::half h(metal::float2 x) { return metal::half(x.y); }',
    body: 'metal::uint n = 3; metal::float4x4 m = metal::float4x4(2); out[0] = h(metal::float2(1, 2)) + n; out[1] = m[3][3]; out[2] = as_type<metal::int32_t>(1u); metal::packed_float3 q = {1, 2, 3}; out[3] = q.z;',
    expected: [5, 2, 1, 3],
  },
  'namesakes of library functions, and functions that call each other': {
    before: `struct Packed { float2 c[2]; };
float2x2 transpose(Packed p) { return transpose(float2x2(p.c[0], p.c[1])); }
template <typename T> float low(T x); template <typename T> float high(T x) { return x > 3 ? low(x - 3) : x; }
template <typename T> float low(T x) { return x < 0 ? high(-x) : 10 * x; }
float odd(float x); float even(float x) { return x < 1 ? 1 : odd(x - 1); } float odd(float x) { return x < 1 ? 0 : even(x - 1); }
float apply(float x, float (*f)(float)) { return f(x); } float twice(float x) { return 2 * x; }`,
    body: 'Packed p = {{float2(1, 2), float2(3, 4)}}; out[0] = transpose(p)[0].y; out[1] = high(5.0f); out[2] = apply(4, twice); out[3] = even(out[4]);',
    expected: [3, 20, 8, 1, -1],
  },
  'numbers of elements of any integer type in templates': {
    before: `template <typename T, uint V, uint N> void last(thread T (&d)[N], device const vec<T, V> (&s)[N]) { for (uint i = 0; i < N; i++) d[i] = s[i][V - 1]; }
template <typename T> struct Size { static constexpr constant int n = 1; };
template <typename T, size_t N> struct Size<vec<T, N>> { static constexpr constant int n = N; };
template <typename T, unsigned int N> T total(vec<T, N> v) { T s = 0; for (uint i = 0; i < N; i++) s += v[i]; return s; }
struct Rows { float2 v[2]; };`,
    body: 'for (int i = 0; i < 4; i++) out[i] = i; float a[2]; last(a, ((device Rows *)out)->v); out[3] = a[0] + 10 * a[1] + 100 * Size<float3>::n; out[2] = total(float3(1, 2, 3));',
    expected: [0, 1, 6, 331],
  },
  'columns of a matrix by address and in braces': {
    body: 'float2x2 a = {{1, 2}, {3, 4}}, b{float2(5), float2(6)}; thread float2 *p = &a[1]; device float2x2 *d = (device float2x2 *)out; *d = a; device float2 *q = &(*d)[1]; *q += *p + b[1];',
    expected: [1, 2, 12, 14],
  },
  'arrays: ranges, views and elements': {
    body: 'array<float, 3> a = {1, 2, 3}; int raw[2] = {4, 5}; float s = 0; for (float x : a) s += x; for (int x : raw) s += x; for (thread float &x : a) x *= 2; array_ref<float> r(a); thread float *p = &a[1]; out[0] = s; out[1] = r[2] + r.size(); out[2] = *p;',
    expected: [15, 9, 4],
  },
  'a bfloat and a float, either side of a choice': {
    body: 'bfloat b = 1; float f = 2.001f; half h = 3; bool c = out[0] < 0; out[0] = c ? f : b; out[1] = !c ? b : f; out[2] = c ? h : f; out[3] = c ? b : 0.5f;',
    expected: [Math.fround(2.001), Math.fround(2.001), 3, 1],
  },
  'array parameters of a deduced type': {
    before:
      'template <typename T> void fill_in(T c[4], T t) { c[0] = t; c[3] = 2 * t; } float last(const float c[4]) { return c[3]; }',
    body: 'float c[4] = {}; fill_in(c, 3.0f); out[0] = last(c);',
    expected: [6],
  },
  'attributes that mean nothing here': {
    before: `[[deprecated("use g")]] float f(float x) { return x; } [[clang::optnone]] float g(float x) { return x; } [[stitchable]] float h(float x) { return x + 1; }
struct S { [[maybe_unused]] float a [[id(0)]]; };`,
    body: 'S s{2}; if (out[0] < 0) [[likely]] { out[0] = f(1) + g(s.a) + h(3); }',
    expected: [7],
  },
  'limits of vectors, and names of the library that Apple keeps to itself': {
    body: 'out[0] = numeric_limits<float2>::max().y == FLT_MAX; out[1] = _numeric_limits_impl<float>::digits; out[2] = vec_elements<float4>::value; out[3] = __is_valid_simdgroup_type<half>::value && sizeof(make_scalar_t<half2>) == 2;',
    expected: [1, 24, 4, 1],
  },
  'packed colours': {
    body: 'out[0] = pack_float_to_unorm565(float3(1, 0, 1)); out[1] = unpack_unorm565_to_float(ushort(0x7e0)).y; out[2] = unpack_unorm4x8_srgb_to_float(0xff0000ffu).x; out[3] = pack_float_to_srgb_unorm4x8(float4(0, 0, 0, 1)) >> 24;',
    expected: [0xf81f, 1, 1, 255],
  },
  'words that C++ for OpenCL reserves': {
    body: 'uint image2d_t = 1, event_t = 2, queue_t = 3, reserve_id_t = 4, clk_event_t = 5, global = 6, local = 7, addrspace_cast = 8; out[0] = image2d_t + event_t + queue_t + reserve_id_t + clk_event_t + global + local + addrspace_cast;',
    expected: [36],
  },
  'member functions that do something else for each address space': {
    before: `struct M { float v; float at() const device { return v; } float at() const threadgroup { return v + 10; } float at() const thread { return v + 100; } float at() const constant { return v + 1000; } };
constant M C = {1};
float of(constant M *m, int i) { return m[i].at() + m->at(); }`,
    body: 'M p = {2}; threadgroup M t; t.v = 3; device M *d = (device M *)out; d->v = 4; out[0] = p.at() + t.at() + d->at() + C.at(); constant M *q = &C; out[1] = of(q, 0);',
    expected: [2 + 100 + 3 + 10 + 4 + 1001, 2002],
  },
  'volatile vectors in memory': {
    before: 'struct B { float4 value; }; void set(volatile device B &b) { b.value = float4(2); }',
    body: 'set(*(device B *)out); volatile device uint *p = (volatile device uint *)out; if (p[0] == 0) out[1] = 7;',
    expected: [2, 2, 2, 2],
  },
  'limits of a type of the text, and shifts by another integer': {
    alone: true,
    before:
      'struct Pair { float a; uint i; }; namespace metal { template <> struct _numeric_limits_impl<Pair> { static constexpr Pair lowest() { return Pair{-1, 2}; } }; }',
    body: 'out[0] = numeric_limits<Pair>::lowest().i; int2 s = int2(-8) >> uint2(1, 2); out[1] = s.x; out[2] = s.y; bfloat b = 1; device float *p = b > 0 ? (device float *)out + 3 : nullptr; *p = 5;',
    expected: [2, -4, -2, 5],
  },
  'literals of text in constant memory': {
    before: 'float at(constant const char *text, int i) { return text[i]; }',
    body: 'constant const char *s = "xyz"; out[0] = at("abc", 1); out[1] = s[2];',
    expected: [98, 122],
  },
  'const_cast, and 64-bit minima and maxima': {
    body: 'const device float *c = out; device float *w = const_cast<device float *>(c); w[0] = 4; threadgroup atomic_ulong t; atomic_store_explicit(&t, 5ul, memory_order_relaxed); device atomic_ulong *d = (device atomic_ulong *)(out + 2); atomic_store_explicit(d, 5ul, memory_order_relaxed); atomic_max_explicit(d, 7ul, memory_order_relaxed); out[1] = atomic_load_explicit(d, memory_order_relaxed); atomic_min_explicit(d, 0ul, memory_order_relaxed);',
    expected: [4, 7, 0, 0],
  },
  'as_type without the namespace': {
    before:
      'namespace a { template <typename T> T flip(T v) { return as_type<T>(as_type<int>(v) ^ (1 << 31)); } }',
    body: 'out[0] = a::flip(2.0f);',
    expected: [-2],
  },
};

describe("other people's MSL", () => {
  testPrograms(PROGRAMS);
});

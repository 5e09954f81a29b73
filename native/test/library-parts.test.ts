import { describe, expect, test } from 'vitest';
import { native } from '../index.ts';
import { check, fill, HEADER, run } from './harness.ts';

const OUT = 'device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]';
const FINE = `kernel void fine(${OUT}) { out[i] = 1; }\n`;

const namesOf = async (source: string) =>
  (await native.compile('cpu', HEADER + source)).kernels.map(({ name }) => name);

const refusal = (source: string, kernel: string) =>
  native
    .compile('cpu', HEADER + source)
    .then((library) => native.pipeline(library, kernel))
    .then(
      () => 'none',
      (error) => error.message,
    );

describe('a kernel that cannot be had refuses itself, not its text', () => {
  test.each([
    [
      'a texture',
      `kernel void it(texture2d<float> t [[texture(0)]], ${OUT}) { out[i] = t.read(uint2(i)).x; }`,
    ],
    [
      'a texture behind a structure and a function',
      `struct Scene { texture2d<float> t; sampler s; };\nfloat shade(constant Scene &scene) { return scene.t.get_width(); }\nkernel void it(constant Scene &s [[buffer(1)]], ${OUT}) { out[i] = shade(s); }`,
    ],
    [
      'an argument of a render pipeline',
      `struct In { float4 p [[attribute(0)]]; };\nkernel void it(In in [[stage_in]], ${OUT}) { out[i] = in.p.x; }`,
    ],
  ])('%s', async (_what, text) => {
    expect(await namesOf(text + FINE)).toEqual(['fine']);
    expect(await refusal(text + FINE, 'it')).toMatch(/kernel 'it' uses/);
    expect((await native.compile('cpu', HEADER + text + FINE)).diagnostics).toMatchObject([
      { severity: 'warning', message: expect.stringContaining("kernel 'it' uses") },
    ]);
  });

  test('functions of a render pipeline, with what only they use', async () => {
    const source = `struct V { float4 p [[position]]; float2 uv; };
float2 shared_by_both(float x) { return float2(x); }
vertex V vs(uint i [[vertex_id]]) { V v; v.p = float4(i); v.uv = shared_by_both(i); return v; }
fragment half4 fs(V v [[stage_in]], texture2d<half> t [[texture(0)]]) { constexpr sampler s(filter::linear); return t.sample(s, v.uv); }
kernel void uses(${OUT}) { out[i] = shared_by_both(i).x; }`;
    expect(await namesOf(source)).toEqual(['uses']);
  });

  test.each([
    ['of a size that the text tells', 'threadgroup float t[9000];', ''],
    ['of a size that a compiler tells', 'struct S { float x[9000]; }; threadgroup S s;', ''],
  ])('threadgroup memory %s', async (_what, declaration) => {
    const source = `kernel void it(${OUT}) { ${declaration} out[i] = 1; }\n${FINE}`;
    expect(await namesOf(source)).toEqual(['it', 'fine']);
    expect(await refusal(source, 'it')).toMatch(/threadgroup (memory|has 32768 bytes)/);
    expect(await refusal(source, 'fine')).toBe('none');
  });
});

test('kernels are named with their namespaces, and linkage is nothing to them', async () => {
  const source = `namespace a { namespace b { constant float F = 3; kernel void k(${OUT}) { out[i] = F; } } }
namespace c { kernel void k(${OUT}) { out[i] = 4; } }
extern "C" kernel void d(${OUT}) { out[i] = 5; }
extern "C" { struct P { float x; }; void kernel e(constant P &p [[buffer(1)]], ${OUT}) { out[i] = p.x; } }`;
  expect(await namesOf(source)).toEqual(['a::b::k', 'c::k', 'd', 'e']);
  const out = fill(1);
  await run(HEADER + source, { kernel: 'a::b::k', arguments: [out], threadsPerThreadgroup: [1, 1, 1] });
  expect([...out]).toEqual([3]);
});

test('a kernel may share its name with functions', async () => {
  const source = `template <typename T> float half_of(T x) { return x / 2; }
template <typename T> kernel void half_of(device T *o [[buffer(0)]], uint i [[thread_position_in_grid]]) { o[i] = half_of(o[i]); }
template [[host_name("half_of_f")]] kernel void half_of<float>(device float *, uint);
template <typename T> kernel void fmax(device T *o [[buffer(0)]], uint i [[thread_position_in_grid]]) { o[i] = fmax(o[i], T(7)); }
template [[host_name("fmax_f")]] kernel void fmax<float>(device float *, uint);`;
  const out = fill(1, () => 10);
  await run(HEADER + source, { kernel: 'half_of_f', arguments: [out], threadsPerThreadgroup: [1, 1, 1] });
  await run(HEADER + source, { kernel: 'fmax_f', arguments: [out], threadsPerThreadgroup: [1, 1, 1] });
  expect([...out]).toEqual([7]);
});

test('attributes that nobody knows are ignored with a warning', async () => {
  const library = await native.compile(
    'cpu',
    `${HEADER}kernel void k(${OUT}) [[simd_group_size(32)]] { out[i] = 1; }`,
  );
  expect(library.diagnostics).toMatchObject([
    { severity: 'warning', line: 3, message: "unknown attribute 'simd_group_size' ignored" },
  ]);
});

test('macros and headers of Metal are there', async () => {
  const source = `#include <metal_texture>
#include <metal_quadgroup>
#include <metal_tessellation>
#include <simd/simd.h>
#if !defined(__HAVE_SIMDGROUP_MATRIX__) || !defined(__HAVE_ATOMIC_FLOAT__) || !defined(__AIR64__) || defined(__HAVE_RAYTRACING__)
#error macros
#endif
kernel void k(constant simd_float4x4 &m [[buffer(1)]], ${OUT}) { vector_float2 v = simd::float2(1); out[i] = v.x + m[0][0]; }`;
  expect(await namesOf(source)).toEqual(['k']);
  await expect(namesOf(`kernel void k(${OUT}) { simd_uint4 v; out[i] = v.x; }`)).rejects.toThrow(
    /simd_uint4/,
  );
});

describe('buffers that function constants gate off', () => {
  const source = `constant bool given [[function_constant(0)]];
constant uint count [[function_constant(1)]];
constant bool gate = is_function_constant_defined(given) && given && count > 2;
template <typename T> kernel void f(device T *o [[buffer(0)]], device T *x [[buffer(1), function_constant(gate)]]) { o[0] = gate ? x[0] : 5; }
template [[host_name("ff")]] kernel void f<float>(device float *o [[buffer(0)]], device float *x [[buffer(1), function_constant(gate)]]);`;

  test('need not be bound', async () => {
    const out = fill(1);
    const launch = { kernel: 'ff', arguments: [out], threadsPerThreadgroup: [1, 1, 1] } as const;
    await run(HEADER + source, { ...launch, arguments: [out] });
    expect([...out]).toEqual([5]);
    const constants = { 0: { type: 'bool', value: true }, 1: { type: 'uint', value: 3 } } as const;
    await expect(check(HEADER + source, { ...launch, arguments: [out], constants })).rejects.toThrow(
      /nothing is bound/,
    );
  });

  test('are marked in the list of arguments', async () => {
    const { kernels } = await native.compile('cpu', HEADER + source);
    expect(kernels[0]?.arguments?.map(({ isConditional }) => isConditional)).toEqual([undefined, true]);
  });
});

test('threadgroup arguments without an index take the free ones in order', async () => {
  const parameters = 'threadgroup float *a, threadgroup float *b [[threadgroup(0)]], threadgroup float *c';
  const { kernels } = await native.compile(
    'cpu',
    `${HEADER}kernel void k(${parameters}, ${OUT}) { out[i] = 1; }`,
  );
  expect(kernels[0]?.arguments?.slice(0, 3).map(({ index }) => index)).toEqual([1, 0, 2]);
});

test('threadgroup variables with an alignment, or set to zero', async () => {
  const source = `kernel void k(${OUT}) {
  threadgroup float4 v[2] __attribute__((aligned(32))); alignas(64) threadgroup float w[4]; threadgroup int z = 0; threadgroup float q[2] = {};
  v[0] = 1; w[0] = 2; z = 3; q[1] = 4; out[i] = v[0].x + w[0] + z + q[1];
}`;
  const out = fill(1);
  await run(HEADER + source, { kernel: 'k', arguments: [out], threadsPerThreadgroup: [1, 1, 1] });
  expect([...out]).toEqual([10]);
});

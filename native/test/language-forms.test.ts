import { describe, expect, test } from 'vitest';
import { floatWords } from '../device/metal/float-words.ts';
import { native } from '../index.ts';
import { fill, HEADER, type Launch, run } from './harness.ts';
import { type Program, testPrograms } from './programs.ts';

/** Features specific to Metal, as large kernel libraries use them. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  'compiler hints that contain macros': {
    before:
      '#define TIMES 4\n#define LOOP _Pragma("clang loop unroll(full)") for\n#pragma METAL fp math_mode(safe)',
    body: 'float s = 0;\n#pragma unroll(TIMES)\nfor (int i = 0; i < 4; i++) s += i;\nLOOP (int i = 0; i < 2; i++) s += i;\n#pragma clang loop unroll_count(2)\nfor (int i = 0; i < 2; i++) s += i; out[0] = s;',
    expected: [8],
  },
  'function constants in other constants, sizes and branches': {
    before: `constant bool given [[function_constant(0)]];
constant int count [[function_constant(1)]];
constant bool missing [[function_constant(2)]];
constant bool either = is_function_constant_defined(missing) ? missing : true;
constant int twice_count = count * 2;`,
    body: 'float v[twice_count]; out[0] = sizeof(v) / 4; if (given) out[1] = either; else out[1] = 9; out[2] = is_function_constant_defined(missing);',
    alone: true,
    expected: [6, 1, 0],
    constants: { 0: { type: 'bool', value: true }, 1: { type: 'int', value: 3 } },
  },
  'METAL_FUNC, inline and static functions': {
    before:
      'METAL_FUNC float a() { return 1; } static inline float b() { return 2; } template <typename T> METAL_FUNC constexpr T c(T x) { return x; }',
    body: 'out[0] = a() + b() + c(3);',
    expected: [6],
  },
  'uniform values': {
    before: 'constant constexpr uniform<int> ONE = 1;',
    body: 'uniform<uint> n = make_uniform(3u); for (uniform<uint> i = 0; i < n; i++) out[i] = i + ONE;',
    expected: [1, 2, 3],
  },
  'metal::array': {
    before: 'array<float, 2> both(float a, float b) { return {a, b}; }',
    body: 'array<float, 2> v = both(1, 2); v[0] += 3; out[0] = v[0]; out[1] = v[1]; out[2] = v.size(); float s = 0; for (float x : v) s += x; out[3] = s;',
    expected: [4, 2, 2, 6],
  },
  'logging, which is ignored': {
    before: '#include <metal_logging>\nconstant os_log logger("subsystem", "category");',
    body: 'logger.log_debug("value %f", out[0]); os_log_default.log("text"); out[0] = 1;',
    expected: [1],
  },
  'overloads of library functions through internal names': {
    before: `struct Real { float v; };
namespace metal { Real exp2(Real x) { return {__metal_exp2(x.v, __METAL_MAYBE_FAST_MATH__)}; }
namespace precise { Real floor(Real x) { return {__metal_floor(x.v, __METAL_PRECISE_MATH__)}; } } }`,
    body: 'out[0] = exp2(Real{3}).v; out[1] = precise::floor(Real{2.5f}).v; out[2] = __metal_get_simdgroup_size(ushort());',
    alone: true,
    expected: [8, 2, 32],
  },
};

describe('features of Metal', () => {
  testPrograms(PROGRAMS);

  test('coherent memory', async () => {
    const out = fill(1);
    const source = `${HEADER}kernel void k(volatile coherent(system) device float *out [[buffer(0)]]) { out[0] = 2; }`;
    await run(source, { kernel: 'k', arguments: [out], threadsPerThreadgroup: [1, 1, 1] });
    expect([...out]).toEqual([2]);
  });
});

const TEMPLATE = `#define FIRST 0
enum { OUT = FIRST + 1 };
constexpr constant int THREADS = 2;
template <typename T, int N>
[[kernel, max_total_threads_per_threadgroup(THREADS * 32)]] void add(
    constant T &x [[buffer(FIRST)]], device T *out [[buffer(OUT)]], uint i [[thread_position_in_grid]]) {
  out[i] = x + N;
}
typedef decltype(add<float, 0>) add_t;
template [[host_name("add_" "one")]] kernel add_t add<float, 1>;
template [[host_name("add_two")]] [[kernel]] decltype(add<float, 2>) add<float, 2>;
template [[host_name("add_three")]] [[kernel]] void add<float, 3>(
    constant float &x [[buffer(0)]], device float *out [[buffer(1)]], uint i [[thread_position_in_grid]]);
template <typename T> [[kernel]] void negate(constant T &x, device T *out) { out[0] = -x; }
template [[host_name("negate_float")]] kernel void negate(constant float &x, device float *out);
[[host_name("other")]] kernel void renamed(constant float &x, device float *out) { out[0] = x * 10; }
`;

describe('kernel templates', () => {
  const launch = (kernel: string): Launch => ({
    kernel,
    arguments: [{ words: floatWords(5) }, fill(1)],
    threadsPerThreadgroup: [1, 1, 1],
  });

  test.each([
    ['add_one', 6],
    ['add_two', 7],
    ['add_three', 8],
    ['negate_float', -5],
    ['other', 50],
  ])('%s', async (name, expected) => {
    const given = launch(name);
    await run(HEADER + TEMPLATE, given);
    expect(given.arguments[1]).toEqual(Float32Array.of(expected));
  });

  test('their arguments have types, and their limits come from constants in the text', async () => {
    const { kernels } = await native.compile('cpu', HEADER + TEMPLATE);
    const [, first] = kernels;
    expect(first?.arguments?.map(({ type }) => type)).toEqual(['constant float &', 'device float *', 'uint']);
    expect(kernels.map(({ maxThreadsPerThreadgroup }) => maxThreadsPerThreadgroup)).toContain(64);
  });
});

describe('a text with many kernels', () => {
  const many = Array.from(
    { length: 12 },
    (_, n) => `template [[host_name("k${n}")]] kernel void set<${n}>(device float *out);`,
  );
  const text = (body: string) =>
    `${HEADER}template <int N> kernel void set(device float *out) { ${body} }\n${many.join('\n')}`;

  test('is checked as a whole and compiled kernel by kernel', async () => {
    const out = fill(1);
    await run(text('out[0] = N;'), { kernel: 'k7', arguments: [out], threadsPerThreadgroup: [1, 1, 1] });
    expect([...out]).toEqual([7]);
  });

  test('is refused for an error in any of them', async () => {
    const source = text('static_assert(N != 9, "nine"); out[0] = N;');
    await expect(native.compile('cpu', source)).rejects.toMatchObject({
      code: 'COMPILE_FAILED',
      diagnostics: [{ line: 3, message: expect.stringContaining('nine') }, {}],
    });
  });

  test('has only the kernels it lists', async () => {
    const library = await native.compile('cpu', text('out[0] = N;'));
    expect(library.kernels).toHaveLength(12);
    await expect(native.pipeline(library, 'k12')).rejects.toMatchObject({ code: 'UNKNOWN_KERNEL' });
  });
});

test('an argument with a function constant exists only if the constant is true', async () => {
  const source = `${HEADER}constant bool biased [[function_constant(0)]];
kernel void k(device float *out [[buffer(0)]], constant float &bias [[buffer(1), function_constant(biased)]]) { out[0] = biased ? bias : 3.0f; }`;
  const launch = (value: boolean, out: Float32Array): Launch => ({
    kernel: 'k',
    constants: { 0: { type: 'bool', value } },
    arguments: [out],
    threadsPerThreadgroup: [1, 1, 1],
  });
  const out = fill(1);
  await run(source, launch(false, out));
  expect([...out]).toEqual([3]);
  await expect(run(source, launch(true, out))).rejects.toMatchObject({ code: 'ARGUMENT_MISSING' });
});

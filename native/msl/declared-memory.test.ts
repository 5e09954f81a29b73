import { expect, test } from 'vitest';
import { declaredMemory } from './declared-memory.ts';
import { translate } from './translate.ts';

const inKernel = (declarations: string, before = '') =>
  `${before}\nkernel void k(device float *out [[buffer(0)]]) {\n${declarations}\n}`;

const bytesOf = (source: string) => declaredMemory(source)[0]?.threadgroupBytes;

test.each([
  ['', 0],
  ['threadgroup float *pointer = nullptr;', 0],
  ['threadgroup float a[4], b;', 20],
  ['threadgroup half a[3][5];', 30],
  ['threadgroup float3 a[2];', 32],
  ['threadgroup packed_half3 a[2];', 12],
  ['threadgroup half a; threadgroup float4 b;', 32],
  ['threadgroup metal::uint a[1 << 4];', 64],
  ['threadgroup float4x4 a; threadgroup half2x3 b;', 80],
  ['threadgroup atomic_uint counter; threadgroup uchar flags[3];', 7],
  ['alignas(64) threadgroup bfloat a[8] = {};', 16],
  ['constexpr uint N = 4; threadgroup int8_t a[N * (N + 1)];', 20],
])('%s', (declarations, bytes) => {
  expect(bytesOf(inKernel(declarations))).toBe(bytes);
});

test('constants, aliases and macros of the text are known, and defines', () => {
  const before =
    '#define ROWS 8\nconstant constexpr uint COLUMNS = 4;\nusing Element = half;\ntypedef float2 Pair;';
  expect(bytesOf(inKernel('threadgroup Element a[ROWS * COLUMNS]; threadgroup Pair b;', before))).toBe(72);
});

test.each([
  ['types of its own', inKernel('threadgroup Mine a[4];', 'struct Mine { float x; };')],
  ['lengths that are not constants', inKernel('threadgroup float a[sizeof(float4)];')],
  ['blocks that may be unreachable', inKernel('if (wide) { threadgroup float a[99999]; }')],
  ['templates', `template <typename T> ${inKernel('threadgroup T a[4];')}`],
])('are unknown: %s', (_, source) => {
  expect(bytesOf(source)).toBeNull();
});

test('nothing is said of a text that needs a preprocessor, or that Metal refuses', () => {
  expect(declaredMemory(inKernel('threadgroup float a[4];', '#if WIDE\n#endif'))).toEqual([]);
  expect(declaredMemory(inKernel('threadgroup float a = 1;'))).toEqual([]);
});

test('kernels have their host names and places', () => {
  const source = `[[host_name("other")]] ${inKernel('threadgroup float a;')}`;
  expect(declaredMemory(source)).toEqual([
    { name: 'other', place: { file: null, line: 2, column: 13 }, threadgroupBytes: 4 },
  ]);
});

test('only sizes that the text does not tell are left to clang', () => {
  const asserts = (source: string) => translate(source).text.split('msl_check_threadgroup_bytes(').length - 2;
  expect(asserts(inKernel('threadgroup float a[4];'))).toBe(0);
  expect(asserts(inKernel('threadgroup Mine a[4];', 'struct Mine { float x; };'))).toBe(1);
});

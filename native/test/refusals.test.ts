import { describe, expect, test } from 'vitest';
import { NativeError, native } from '../index.ts';
import { HEADER } from './harness.ts';

/** A text, the place of its first error (not counting HEADER), and the message. */
type Refusal = readonly [
  what: string,
  source: string,
  at: readonly [line: number, column: number],
  message: RegExp,
];

/** A kernel whose body is on the second line. */
const kernel = (body: string, parameters = 'device int *a [[buffer(0)]]') =>
  `kernel void k(${parameters}) {\n${body}\n}`;
/** A kernel with an empty body; its first parameter is at column 15. */
const taking = (parameters: string) => `kernel void k(${parameters}) {}`;

const NO_SPACE = /must name its address space/;

const POINTERS: readonly Refusal[] = [
  ['a local pointer without address space', kernel('int *p = 0;'), [2, 1], NO_SPACE],
  ['a local reference without address space', kernel('int x; const int &r = x;'), [2, 8], NO_SPACE],
  ['a member without address space', 'struct S { float *p; };', [1, 12], NO_SPACE],
  ['a pointer of a template type', 'template <typename T> void f(vec<T, 2> *p) {}', [1, 30], NO_SPACE],
  ['a function that returns such a pointer', 'int *f(device int *p);', [1, 1], NO_SPACE],
  ['a cast to such a pointer', kernel('a[0] = *(int *)a;'), [2, 10], NO_SPACE],
  ['device memory as threadgroup memory', kernel('threadgroup int *p = a;'), [2, 18], /cannot initialize/],
  [
    'a cast between address spaces',
    kernel('a[0] = *(threadgroup int *)a;'),
    [2, 9],
    /mismatching address spaces/,
  ],
  [
    'a cast from constant to device memory',
    kernel('a[0] = *(device int *)c;', 'constant int *c, device int *a'),
    [2, 9],
    /mismatching address spaces/,
  ],
  [
    'device memory that is only read as constant memory',
    kernel('constant int *p = c;', 'const device int *c'),
    [2, 15],
    /cannot initialize/,
  ],
  [
    'an argument in another address space',
    `void f(threadgroup int *p) {}\n${kernel('f(a);')}`,
    [3, 1],
    /no matching function/,
  ],
  [
    'a write to constant memory',
    kernel('c[0] = 1;', 'constant int *c [[buffer(0)]]'),
    [2, 6],
    /read-only|const-qualified/,
  ],
  ['a write through a pointer to const', kernel('a[0] = 1;', 'const device int *a'), [2, 6], /read-only/],
];

const WORDS: readonly Refusal[] = [
  ['double', kernel('a[0] = (double)1;'), [2, 9], /not support double/],
  ['long double', kernel('long double x;'), [2, 6], /not support double/],
  ['goto', kernel('goto end; end: a[0] = 1;'), [2, 1], /not support goto/],
  ['throw', kernel('throw 1;'), [2, 1], /not support exceptions/],
  ['try', kernel('try { a[0] = 1; } catch (...) {}'), [2, 1], /not support exceptions/],
  ['new', kernel('thread int *p = new int;'), [2, 17], /not support dynamic memory/],
  ['delete', kernel('delete a;'), [2, 1], /not support dynamic memory/],
  ['virtual functions', 'struct S { virtual int f(); };', [1, 12], /not support virtual functions/],
  ['dynamic_cast', kernel('dynamic_cast<device int *>(a);'), [2, 1], /run-time type information/],
  ['typeid', kernel('typeid(int);'), [2, 1], /run-time type information/],
  ['thread_local', kernel('thread_local int x;'), [2, 1], /thread_local/],
  ['asm', kernel('asm("nop");'), [2, 1], /not support asm/],
  ['the host library', kernel('printf("text");'), [2, 1], /undeclared identifier/],
  ['a header of the host', '#include <vector>', [1, 10], /'vector' file not found/],
];

const DECLARATIONS: readonly Refusal[] = [
  ['a variable of the program', 'int counter = 0;', [1, 1], /must be 'constant': 'counter'/],
  ['a constant that is not in constant memory', 'constexpr int N = 3;', [1, 1], /must be 'constant'/],
  ['threadgroup memory of the program', 'threadgroup int t[4];', [1, 1], /declare threadgroup memory in/],
  [
    'threadgroup memory of a function',
    'void f() {\n  threadgroup int t[4];\n}',
    [2, 19],
    /non-kernel function/,
  ],
  ['threadgroup memory with values', kernel('threadgroup int t = 3;'), [2, 1], /cannot be initialised/],
  [
    'too much threadgroup memory of a type whose size only clang knows',
    kernel('struct S { float x[4100]; };\nthreadgroup S s;\nthreadgroup S t;'),
    [4, 1],
    /32768 bytes/,
  ],
  ['a static variable', kernel('static int calls = 0;'), [2, 1], /must be constant/],
  ['a pointer to a function', kernel('int (*f)(int) = 0;'), [2, 6], /not support pointers to functions/],
  ['a variable number of arguments', 'int f(int n, ...) { return n; }', [1, 14], /variable number/],
  ['an array of unknown size', kernel('int v[a[0]];'), [2, 7], /not a constant expression/],
  ['a false static_assert', 'static_assert(sizeof(int) == 8, "no");', [1, 15], /static assertion failed/],
  [
    'a function constant with a value',
    'constant int x [[function_constant(0)]] = 3;',
    [1, 1],
    /cannot be initialised/,
  ],
  [
    'a function constant of an unknown index',
    'constant int x [[function_constant(N)]];',
    [1, 18],
    /must be a constant/,
  ],
];

const KERNELS: readonly Refusal[] = [
  ['a kernel that returns a value', 'kernel int k() { return 1; }', [1, 12], /must return void/],
  [
    'a kernel that calls a kernel',
    `${taking('device int *a')}\n${kernel('k(a);').replace(' k(', ' l(')}`,
    [3, 1],
    /kernel 'k' cannot be called/,
  ],
  [
    'two kernels of one name',
    `${taking('device int *a')}\n${taking('device float *a')}`,
    [2, 13],
    /two kernels named 'k'/,
  ],
  ['an argument without attribute', taking('uint i'), [1, 20], /needs an attribute/],
  ['an argument by value', taking('int n [[buffer(0)]]'), [1, 19], /needs an attribute/],
  ['an argument in thread memory', taking('thread int *p [[buffer(0)]]'), [1, 27], /device, constant or/],
  [
    'two buffers at one index',
    taking('device int *a [[buffer(2)]], device int *b [[buffer(2)]]'),
    [1, 56],
    /'b' and 'a' are both buffer\(2\)/,
  ],
  ['a buffer index beyond 30', taking('device int *a [[buffer(31)]]'), [1, 27], /0 to 30, not 31/],
  ['a negative index', taking('device int *a [[buffer(-1)]]'), [1, 31], /must be a constant from 0/],
  [
    'a position in floating point',
    taking('float i [[thread_position_in_grid]]'),
    [1, 21],
    /must be ushort or uint/,
  ],
  [
    'a position of four numbers',
    taking('uint4 i [[thread_position_in_grid]]'),
    [1, 21],
    /must be ushort or uint/,
  ],
  [
    'more than 1024 threads',
    `[[max_total_threads_per_threadgroup(2048)]] ${taking('device int *a')}`,
    [1, 57],
    /at most 1024/,
  ],
  ['a texture', taking('texture2d<float> t [[texture(0)]]'), [1, 15], /'k' uses 'texture2d'/],
  ['a sampler', taking('sampler s [[sampler(0)]]'), [1, 15], /'k' uses 'sampler'/],
  [
    'a texture behind a function',
    `float f() { texture2d<float> t; return 0; }\n${kernel('a[0] = f();')}`,
    [2, 13],
    /'k' uses 'texture2d'/,
  ],
];

async function firstError(source: string) {
  const error = await native.compile('cpu', HEADER + source).then(
    () => new Error('unexpectedly accepted'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(NativeError);
  expect(error.code).toBe('COMPILE_FAILED');
  return (error as NativeError).diagnostics.find(({ severity }) => severity === 'error');
}

const HEADER_LINES = HEADER.split('\n').length - 1;

describe.each([
  ['pointers and references', POINTERS],
  ['words', WORDS],
  ['declarations', DECLARATIONS],
  ['kernels', KERNELS],
])('refused: %s', (_group, refusals) => {
  test.each(refusals)('%s', async (_what, source, [line, column], message) => {
    const error = await firstError(source);
    expect(error?.message).toMatch(message);
    expect([(error?.line ?? 0) - HEADER_LINES, error?.column]).toEqual([line, column]);
  });
});

test('similar but valid text is accepted', async () => {
  const source = `
float sampled(texture2d<float> t, sampler s, float2 at) { return t.sample(s, at).x; }
constexpr sampler nearest(coord::normalized);
struct S { S() = default; S(thread const S &) = delete; int product(int a, int b) const { return a * b; } };
constant int TABLE[] = {1, 2};
template <int (*f)(int)> int apply(int x) { return f(x); }
int twice(int x) { return 2 * x; }
kernel void k(device int *a [[buffer(0)]]) {
  static constexpr constant int N = 2;
  int vertex = 3, fragment = a[0] * vertex & N;
  auto p = a + 1;
  int list[] = {vertex * fragment, vertex & fragment};
  a[0] = apply<twice>(list[0]) + TABLE[1] + *p;
}`;
  const library = await native.compile('cpu', HEADER + source);
  expect(library.kernels.map(({ name }) => name)).toEqual(['k']);
});

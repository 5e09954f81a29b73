import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileMsl } from './compile.ts';
import { evaluate } from './read/constant-expression.ts';
import { statementsOf } from './read/statements.ts';
import { TokenList, tokenize } from './read/tokens.ts';
import { translate } from './translate.ts';
import { type Diagnostic, MslError } from './types.ts';

test('tokens know where the user wrote them, across line markers', () => {
  const tokens = tokenize('# 1 "program_source"\nint a;\n# 7 "program_source" 2\n  b\n');
  expect(tokens.find(({ text }) => text === 'a')).toMatchObject({ line: 1, column: 5 });
  expect(tokens.find(({ text }) => text === 'b')).toMatchObject({ line: 7, column: 3 });
});

test('statements are found in namespaces, after templates, with initialisers', () => {
  const list = new TokenList(
    tokenize(
      'namespace n { struct S { int x; }; int f(int a) { return a; } } constant int t[] = {1, 2}; int g();',
    ),
  );
  const heads = statementsOf(list).map(({ start, body }) => [list.text(list.next(start)), body !== null]);
  expect(heads).toEqual([
    ['S', false],
    ['f', true],
    ['int', false],
    ['g', false],
  ]);
});

test('kernels are listed with their arguments and indices', () => {
  const { kernels } = translate(
    'kernel void k(device float *a [[buffer(2)]], constant int &n, device const half *b, threadgroup float *t [[threadgroup(1)]], uint2 p [[thread_position_in_grid]]) {}',
  );
  expect(kernels[0]?.arguments).toEqual([
    { name: 'a', type: 'device float *', kind: 'buffer', index: 2, access: 'read-write' },
    { name: 'n', type: 'constant int &', kind: 'buffer', index: 0, access: 'read' },
    { name: 'b', type: 'device const half *', kind: 'buffer', index: 1, access: 'read' },
    { name: 't', type: 'threadgroup float *', kind: 'threadgroup', index: 1, access: null },
    { name: 'p', type: 'uint2', kind: 'position', index: -1, access: null },
  ]);
});

test('only kernels whose lanes meet need fibers, also when a function they call does', () => {
  const { kernels } = translate(`
    float helper(float v) { return simd_sum(v); }
    kernel void meets(device float *a [[buffer(0)]]) { a[0] = helper(1); }
    kernel void alone(device float *a [[buffer(0)]]) { a[0] = 1; }`);
  expect(kernels.map(({ name, mode }) => [name, mode])).toEqual([
    ['meets', 'fibers'],
    ['alone', 'loop'],
  ]);
});

test('function constants take the values given, and know whether they were', () => {
  const text = 'constant bool wide [[function_constant(3)]];\nkernel void k(device int *a [[buffer(0)]]) {}';
  expect(translate(text).functionConstants).toEqual([{ index: 3, name: 'wide', type: 'bool' }]);
  expect(translate(text, { constants: { 3: { type: 'bool', value: true } } }).text).toContain(
    'bool wide = (bool)(true)',
  );
  expect(translate(text).text).toContain('msl_is_defined_wide = false');
});

test('only the kernels that are asked for have entries', () => {
  const text =
    'kernel void k(device int *a) {}\nkernel void l(device int *a) { threadgroup_barrier(mem_flags::mem_none); }';
  const { kernels, text: made, hasFollower, checkOnly } = translate(text, { kernels: ['k'] });
  expect(kernels.map(({ name, symbol }) => [name, made.includes(`void MSL_SYMBOL(${symbol})(`)])).toEqual([
    ['k', true],
    ['l', false],
  ]);
  expect({ hasFollower, checkOnly }).toEqual({ hasFollower: false, checkOnly: false });
  expect(() => translate(text, { kernels: ['m'] })).toThrow("no kernel 'm'");
});

test('many kernels are checked only, unless some are asked for', () => {
  const text = Array.from({ length: 9 }, (_, n) => `kernel void k${n}(device int *a) {}`).join('\n');
  expect(translate(text).checkOnly).toBe(true);
  expect(translate(text, { kernels: ['k1'] }).checkOnly).toBe(false);
});

test.each([
  ['4', 4],
  ['1 + 2 * 3', 7],
  ['( 1 + 2 ) * 3 - - 1', 10],
  ['N << 2 | 1', 13],
  ['0x10u / 3', 5],
  ['7 % 4', 3],
  ['M', null],
  ['1 2', null],
  ['1 / 0', null],
  ['f ( 1 )', null],
])('the constant expression %s', (text, value) => {
  expect(evaluate(text.split(' '), new Map([['N', 3]]))).toBe(value);
});

const USING = '#include <metal_stdlib>\nusing namespace metal;\n';
const REFUSED: readonly [
  what: string,
  source: string,
  at: [line: number, column: number],
  message: RegExp,
][] = [
  [
    'an unknown name',
    'kernel void k(device int *a [[buffer(0)]]) {\n  a[0] = nothing;\n}',
    [2, 10],
    /undeclared identifier 'nothing'/,
  ],
  [
    'address spaces that differ',
    'kernel void k(device int *a [[buffer(0)]]) {\n  threadgroup int *p = a;\n}',
    [2, 20],
    /threadgroup int .*device int/,
  ],
  [
    'a kernel that returns a value',
    'kernel int k(device int *a [[buffer(0)]]) { return 1; }',
    [1, 12],
    /must return void/,
  ],
  ['a pointer without address space', 'void f(float *x) {}', [1, 8], /must name its address space/],
  [
    'an unknown attribute',
    'kernel void k(uint i [[thread_number]]) {}',
    [1, 24],
    /unknown attribute 'thread_number'/,
  ],
  ['a texture', 'kernel void k(texture2d<float> t [[texture(0)]]) {}', [1, 15], /'k' uses 'texture2d'/],
  ['recursion', 'int f(int n) { return n ? f(n - 1) : 0; }', [1, 5], /'f' calls itself/],
  ['a missing header', '#include <iostream>', [1, 10], /'iostream' file not found/],
  ['an argument without attribute', 'kernel void k(uint i) {}', [1, 20], /needs an attribute/],
  [
    'a write to constant memory',
    'kernel void k(constant int *a [[buffer(0)]]) {\n  a[0] = 1;\n}',
    [2, 8],
    /read-only|const-qualified/,
  ],
];

test.each(REFUSED)('refuses %s where the user wrote it', async (_what, source, [line, column], message) => {
  const refusal = await compileMsl(USING + source).then(
    () => null,
    (error) => error,
  );
  expect(refusal).toBeInstanceOf(MslError);
  const first = (refusal as MslError).diagnostics.find(({ severity }) => severity === 'error') as Diagnostic;
  expect(first.message).toMatch(message);
  expect([first.line - 2, first.column]).toEqual([line, column]);
});

test('what was compiled before comes from the cache, and a change of anything does not', async () => {
  const source = `${USING}kernel void k(device int *a [[buffer(0)]]) { a[0] = ${Date.now()}; }`;
  const [first, together] = await Promise.all([compileMsl(source), compileMsl(source)]);
  expect([first.cached, together.cached]).toEqual([false, false]);
  const again = await compileMsl(source);
  expect(again).toMatchObject({ cached: true, key: first.key, object: first.object });
  expect((await compileMsl(source, { defines: { X: '1' } })).key).not.toBe(first.key);
});

test('an included file that changes is another content', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-include-'));
  const compile = async (value: number) => {
    await writeFile(join(folder, 'value.h'), `constant int VALUE = ${value};`);
    const source = '#include "value.h"\nkernel void k(device int *a [[buffer(0)]]) { a[0] = VALUE; }';
    return compileMsl(source, { includeFolders: [folder] });
  };
  expect((await compile(1)).key).not.toBe((await compile(2)).key);
  await rm(folder, { recursive: true });
});

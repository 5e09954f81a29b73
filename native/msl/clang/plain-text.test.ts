import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../device/root.ts';
import { isSignificant, tokenize, USER_FILE } from '../read/tokens.ts';
import { plainText } from './plain-text.ts';
import { preprocess } from './preprocess.ts';
import { findToolchain } from './toolchain.ts';

const BENCH = join(packageRoot(), 'native/bench');

/** The user's tokens in the output of a preprocessor, and the lines that they are on. */
function tokensOf(preprocessed: string): string[] {
  return tokenize(preprocessed)
    .filter((token) => token.file === USER_FILE && (isSignificant(token) || token.kind === 'pragma'))
    .map(({ line, text }) => `${line}: ${text.trim()}`);
}

/** By clang: folders for includes rule out every other way. */
async function byClang(source: string): Promise<string[]> {
  const { text } = await preprocess(await findToolchain(), source, { includeFolders: [BENCH] });
  return tokensOf(text);
}

const PLAIN: Readonly<Record<string, string>> = {
  comments: 'a /* b */ c // d\n  /* e\n * f\n */\ng /**/ h // i " j\n/* k */ // l',
  'what looks like a comment': `f("/* a", "// b", '"', '\\'', "\\"/*") / *p`,
  numbers: "1'000'000 + .5e-3f + 0x1.8p+3 - 1e5h + 1.f /* ' */ + 1'0 // ' 2",
  'characters of other scripts': '// é × 😀 \u2028 x\n/* ü */ f("ä");',
  headers: '#include <metal_stdlib> // all\n  # include <metal_math>\n#include <metal_texture>\nint a;',
  'pragmas for loops':
    '#pragma unroll\nfor (;;);\n  #pragma unroll(4) // four\nfor (;;);\n#pragma clang loop unroll(full)\n',
  'names for words': '#define N 4\n#define M (N + 1) // five\n#define EMPTY\nint a[M] = { N, M - N EMPTY };',
  'names that form no tokens': '#define N -1\n#define P +\nint a = -N +P+ 2; N.x; N5; x.N; "N";',
  'names within themselves': '#define A B + A\n#define B A\nA; B;',
  'names from there on': 'N;\n#define N 1\nN;',
  'other spellings': 'vec<::a> b; a <: 1 :>; not a and b;',
  'line breaks at the end': 'a\n\n\n\n\n\n\n\n\n\n\nb\n\n',
};

describe('a simple text is expanded as clang does it', () => {
  test.each(Object.entries(PLAIN))('%s', async (_name, source) => {
    const plain = plainText(source);
    expect(plain).not.toBeNull();
    expect(tokensOf(plain ?? '')).toEqual(await byClang(source));
  });

  test('the kernels of the benchmark', async () => {
    const files = (await readdir(BENCH)).filter(
      (file) => file.endsWith('.metal') && file !== 'vectors.metal',
    );
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const source = await readFile(join(BENCH, file), 'utf8');
      expect(tokensOf(plainText(source) ?? ''), file).toEqual(await byClang(source));
    }
  });
});

test('a comment takes no column away', () => {
  expect(plainText('a /* b */ c // d\n/* e\n*/')).toBe('a         c \n    \n  ');
});

test.each([
  ['a line that continues', '#define A 1 \\\n+ 2'],
  ['a comment that continues', '// a \\ \nb'],
  ['other spellings of directives', '%:define A 1'],
  ['carriage returns', 'a\r\nb'],
  ['a comment without an end', 'a /* b'],
  ['a string without an end', "don't"],
  ['a comment of two lines with others on them', 'a /* b\n c */ d'],
  ['a comment that ends before a directive', 'a; /*\n*/ #define A 1'],
  ['a directive within a line', 'a # b'],
  ['characters of other scripts in the text', 'int é;'],
  ['a byte order mark', '\ufeffint a;'],
  ['a raw string', 'R"(a // b)"'],
  ['macros of the compiler', 'a = __LINE__;'],
  ['a pragma as an operator', '_Pragma("unroll") for (;;);'],
  ['other headers', '#include <vector>'],
  ['headers with a content of their own', '#include <simd/simd.h>'],
  ['headers beside the text', '#include "metal_stdlib"'],
  ['more after a header', '#include <metal_stdlib> int a;'],
  ['conditions', '#if 1\na\n#endif'],
  ['errors', '#error no'],
  ['warnings', '#warning slow'],
  ['other line numbers', '#line 7'],
  ['other pragmas', '#pragma once'],
  ['a macro with parameters', '#define F(x) x'],
  ['a value beside its name', '#define A+1'],
  ['a name defined twice', '#define A 1\n#define A 1'],
  ['a name that is taken back', '#define A 1\n#undef A'],
  ['an operator as a name', '#define and &&'],
  ['a macro of the compiler as a name', '#define __METAL__ 2'],
  ['tokens that are pasted', '#define A b ## c'],
  ['a value with a macro of the compiler', '#define A __FILE__'],
])('clang expands %s', (_what, source) => {
  expect(plainText(source)).toBeNull();
});

test('clang expands a text in which a name is used that options define', () => {
  expect(plainText('int a = N;', { defines: { N: '4' } })).toBeNull();
  expect(plainText('#define N 1', { defines: { N: '4' } })).toBeNull();
  expect(plainText('int a;', { defines: { 'F(x)': 'x' } })).toBeNull();
  expect(plainText('int a = "N";', { defines: { N: '4' } })).toBe('int a = "N";');
});

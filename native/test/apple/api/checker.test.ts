import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HEADERS, hasCompiler } from './apple-target.ts';
import { disagreements, undeclared } from './compare.ts';
import { plainType } from './declaration.ts';
import { readDeclarations } from './read-declarations.ts';
import { parseTable, readTable } from './table.ts';
import { errorsOnMac, pastHeaders } from './unguarded.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'tilescope-api-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** What is wrong where a header has `from` replaced by `to`. */
async function plant(header: string, from: string, to: string) {
  const folder = mkdtempSync(path.join(scratch, 'include-'));
  cpSync(HEADERS, folder, { recursive: true });
  const file = path.join(folder, header);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  return disagreements(await readDeclarations(folder), readTable());
}

describe.skipIf(!hasCompiler)('the comparison of headers with the table finds', () => {
  it.concurrent.each([
    {
      mistake: 'a selector that Apple has not',
      plantIn: 'Metal/MTLDevice.h',
      from: '- (nullable id<MTLCommandQueue>)newCommandQueue;',
      to: '- (nullable id<MTLCommandQueue>)newCommandQueue;\n- (void)flush;',
      found: 'MTLDevice -flush (of protocol MTLDevice) is not in the table: `- (void)flush`',
    },
    {
      mistake: 'an argument of another type',
      plantIn: 'Metal/MTLDevice.h',
      from: 'supportsFamily:(MTLGPUFamily)',
      to: 'supportsFamily:(NSUInteger)',
      found: 'is declared `- (BOOL)supportsFamily:(NSUInteger)`',
    },
    {
      mistake: 'a result of another type',
      plantIn: 'Metal/MTLDevice.h',
      from: 'uint64_t recommendedMaxWorkingSetSize',
      to: 'NSUInteger recommendedMaxWorkingSetSize',
      found: 'has `- (uint64_t)recommendedMaxWorkingSetSize`',
    },
    {
      mistake: 'another value of an enumeration',
      plantIn: 'Metal/MTLDevice.h',
      from: 'MTLGPUFamilyApple9 = 1009',
      to: 'MTLGPUFamilyApple9 = 1008',
      found: 'is declared `MTLGPUFamilyApple9 = 1008`',
    },
    {
      mistake: 'an availability that is missing',
      plantIn: 'Metal/MTLLibrary.h',
      from: 'MTLMathMode mathMode API_AVAILABLE(macos(15.0))',
      to: 'MTLMathMode mathMode',
      found:
        'MTLCompileOptions -mathMode (of class MTLCompileOptions) is declared to need no more than macOS 13.3',
    },
    {
      mistake: 'an availability of another version',
      plantIn: 'Metal/MTLLibrary.h',
      from: 'MTLLanguageVersion3_2 API_AVAILABLE(macos(15.0))',
      to: 'MTLLanguageVersion3_2 API_AVAILABLE(macos(14.0))',
      found: 'is declared to need macOS 14.0',
    },
    {
      mistake: 'a function with another argument',
      plantIn: 'IOKit/IOKitLib.h',
      from: 'io_object_t IOIteratorNext(io_iterator_t iterator)',
      to: 'io_object_t IOIteratorNext(void)',
      found: 'function IOIteratorNext is declared `function IOIteratorNext = io_object_t ()`',
    },
    {
      mistake: 'a class with another parent',
      plantIn: 'MetalPerformanceShaders/MPSMatrixMultiplication.h',
      from: 'MPSMatrixMultiplication : MPSKernel',
      to: 'MPSMatrixMultiplication : NSObject',
      found: 'class MPSMatrixMultiplication is declared `class MPSMatrixMultiplication : NSObject`',
    },
    {
      mistake: 'a constant that is a macro, of another value',
      plantIn: 'IOKit/IOKitLib.h',
      from: '#define kIOServicePlane "IOService"',
      to: '#define kIOServicePlane "IODeviceTree"',
      found: 'macro kIOServicePlane is declared',
    },
  ])('$mistake', async ({ plantIn, from, to, found }) => {
    expect((await plant(plantIn, from, to)).join('\n')).toContain(found);
  });

  it('a row that no header declares', async () => {
    const row = parseTable('function MTLGuess = void ()  [objc2]', 'planted.api');
    expect(undeclared(await readDeclarations(), row)).toEqual([
      'planted.api:1: no header declares function MTLGuess',
    ]);
  });
});

describe.skipIf(!hasCompiler)('the compilation for macOS finds', () => {
  it.concurrent.each([
    {
      mistake: 'what is newer than the oldest macOS, used without asking',
      code: 'void F(MTLCompileOptions *options) { options.mathMode = MTLMathModeSafe; }',
      found: /'(setMathMode:|mathMode|MTLMathModeSafe)' is only available on macOS 15.0/,
    },
    {
      mistake: 'a selector that no header declares',
      code: 'void F(id<MTLDevice> device) { [device flush]; }',
      found: /no known instance method for selector 'flush'/,
    },
    {
      mistake: 'what Apple has deprecated for every macOS we support',
      code: '__attribute__((availability(macos, introduced = 10.11, deprecated = 12))) void G();\nvoid F() { G(); }',
      found: /'G' is deprecated/,
    },
  ])('$mistake', async ({ code, found }) => {
    const file = path.join(mkdtempSync(path.join(scratch, 'code-')), 'planted.mm');
    writeFileSync(file, `#import <Metal/Metal.h>\n${code}\n`);
    expect(await errorsOnMac(file)).toMatch(found);
  });

  it('nothing wrong with what asks first', async () => {
    const file = path.join(scratch, 'guarded.mm');
    writeFileSync(
      file,
      `#import <Metal/Metal.h>
       void F(MTLCompileOptions *options) {
         if (@available(macOS 15.0, *))
           options.mathMode = MTLMathModeSafe;
       }`,
    );
    expect(await errorsOnMac(file)).toBe('');
  });
});

it('names from strings, and declarations of our own, are seen as ways past the headers', () => {
  const file = path.join(scratch, 'past.mm');
  writeFileSync(
    file,
    'Class c = NSClassFromString(@"MTLSecret");\n@interface MTLSecret : NSObject\nint x;\n',
  );
  expect(pastHeaders(file)).toEqual([
    'past.mm:1: Class c = NSClassFromString(@"MTLSecret");',
    'past.mm:2: @interface MTLSecret : NSObject',
  ]);
});

it.each([
  ['NSString * _Nonnull __strong', 'NSString *'],
  ['NSError *__autoreleasing  _Nullable * _Nullable', 'NSError **'],
  ['NSDictionary<NSString *,NSObject *> * _Nullable', 'NSDictionary<NSString *, NSObject *> *'],
  [
    'void (^__strong)(id<MTLFunction>  _Nullable __strong, NSError * _Nullable __strong)',
    'void (^)(id<MTLFunction>, NSError *)',
  ],
  ['const void * _Nonnull', 'const void *'],
  ['API_AVAILABLE(macos(10.12)) NSString * _Nullable', 'NSString *'],
])('the type %s is written %s', (type, plain) => {
  expect(plainType(type)).toBe(plain);
});

it.each(['  - (void)f', 'class NSObject', 'class A  [b]\n  - (void)f  [c]', 'class A  @13  [b]'])(
  'the table refuses the line %j',
  (text) => {
    expect(() => parseTable(text, 'planted.api')).toThrow(/planted\.api:\d+: not a row/);
  },
);

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readText } from './kernel-argument.ts';
import { Root } from './root.ts';

const folder = mkdtempSync(join(tmpdir(), 'tilescope-mcp-'));
const root = new Root(folder);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a text', () => {
  it.each([
    '#include "mine.h"',
    '#include </etc/hosts>',
    '#include <../hosts.h>',
    '#include <simd/../../hosts.h>',
    '#  import "mine.h"',
    '#include_next <metal_stdlib/../x.h>',
    '#inc\\\nlude "mine.h"',
    '#inc\\ \r\nlude "mine.h"',
    '#/* hidden */include "mine.h"',
    '%:include "mine.h"',
    '#define FILE "mine.h"\n#include FILE',
    '#embed "mine.h"',
    'int a[] = {\n#embed </etc/hosts>\n};',
    '#if __has_include("/etc/hosts")',
    '#if __has_embed("/etc/hosts")',
    'constant char *a = "/*";\n#include "mine.h"\nconstant char *b = "*/";',
  ])('that takes in files is refused: %j', (text) => {
    expect(() => readText({ text }, root)).toThrow(/includes no files but Metal's headers/);
  });

  it.each([
    '#include <metal_stdlib>\n#include <simd/simd.h>',
    '# include <metal_math>',
    '#import <MetalPerformancePrimitives/MetalPerformancePrimitives.h>',
    '#define f(a, b) a##b // includes the embedded',
    '#if defined(x)\n#pragma unroll\n#endif',
  ])('with headers of Metal is taken: %j', (text) => {
    expect(readText({ text }, root)).toEqual({ name: 'text', text });
  });
});

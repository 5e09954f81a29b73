import { expect, it } from 'vitest';
import type { Pass } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { compileCopy } from './compile-copy.ts';

const TEXT = `#include <metal_stdlib>
using namespace metal;
constant bool doubled [[function_constant(0)]];
kernel void scale(device const float *x [[buffer(0)]], device float *y [[buffer(1)]],
                  uint i [[thread_position_in_grid]]) {
    y[i] = doubled ? 2.0f * x[i] : x[i];
}
`;

const pass = (source: string, change: Partial<Pass['kernel']> = {}): Pass => ({
  kernel: {
    source,
    functionName: 'scale',
    constants: { 0: { type: 'bool', value: true } },
    languageVersion: '3.1',
    ...change,
  },
  bindings: [
    { index: 0, buffer: 'x' },
    { index: 1, buffer: 'y' },
  ],
  threadgroups: [1, 1, 1],
  threadsPerThreadgroup: [32, 1, 1],
  threadgroupBytes: null,
  registers: null,
});

it('nothing is said of a copy that compiles and fits its launch', async () => {
  expect(await compileCopy(native, 'cpu', [pass(TEXT), pass(TEXT)])).toEqual([]);
});

it('the compiler is quoted with the text and the place', async () => {
  const wrong = TEXT.replace('2.0f * x[i]', '2.0f * z[i]');
  const found = await compileCopy(native, 'cpu', [pass(TEXT), pass(wrong)]);
  expect(found).toMatchObject([{ severity: 'error', text: 1, line: 6, column: 29 }]);
  expect(found[0]?.message).toContain("'z'");
});

it.each([
  ['another function', TEXT, { functionName: 'scaled' }, 1, /no such kernel: its kernels are scale/],
  [
    'another argument',
    TEXT.replace('uint i [[', 'constant uint &n [[buffer(2)]], uint i [['),
    {},
    4,
    /binds nothing to n \[\[buffer\(2\)\]\]/,
  ],
  ['another constant', TEXT, { constants: {} }, 4, /gives doubled \[\[function_constant\(0\)\]\] no value/],
  ['a file of its own', TEXT.replace('<metal_stdlib>', '"mine.h"'), {}, 1, /only files of the system/],
] as const)('a text that does not fit its launch says so: %s', async (_what, text, change, line, message) => {
  const found = await compileCopy(native, 'cpu', [pass(text, change)]);
  expect(found).toMatchObject([
    { severity: 'error', text: 0, line, message: expect.stringMatching(message) },
  ]);
});

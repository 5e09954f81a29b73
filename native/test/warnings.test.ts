import { expect, test } from 'vitest';
import { NativeError } from '../error.ts';
import { native } from '../index.ts';
import { extent } from './extent.ts';
import { HEADER } from './harness.ts';
import { goldenTexts } from './mutated-text.ts';

const kernelOf = (body: string) =>
  `${HEADER}kernel void k(device float *x [[buffer(0)]], uint i [[thread_position_in_grid]]) {\n${body}\n}`;

/** What clang says of a text, which may have tensors, with lines: "4: warning: …". */
async function said(source: string): Promise<string[]> {
  const { diagnostics } = await native.compile('cpu', source, { languageVersion: '4.0' });
  return diagnostics.map(({ line, severity, message }) => `${line}: ${severity}: ${message}`);
}

const WARNED: Readonly<Record<string, [body: string, message: RegExp]>> = {
  'a variable that is set in one branch': [
    'float y;\nif (i > 2) y = 1;\nx[i] = y;',
    /^5: warning: variable 'y' is used uninitialized/,
  ],
  'a variable that is not used': ['int unused = 3;', /^4: warning: unused variable 'unused'/],
  'an index past the end': [
    'float a[4] = {1};\nx[i] = a[5];',
    /^5: warning: array index 5 .*'thread float\[4\]'/,
  ],
  'an assignment as a condition': ['if (i = 5) x[0] = 1;', /^4: warning: using the result of an assignment/],
  'a comparison whose result is dropped': ['x[i] == 1;', /^4: warning: equality comparison result unused/],
  'a division by zero': ['x[i] = 5 / 0;', /^4: warning: division by zero/],
};

test.each(Object.entries(WARNED))('%s is warned of', async (_what, [body, message]) => {
  const messages = await said(kernelOf(body));
  expect(
    messages.some((one) => message.test(one)),
    messages.join('\n'),
  ).toBe(true);
});

test('texts that nobody would object to have no warnings', async () => {
  const texts = goldenTexts();
  const step = Math.ceil(texts.length / extent('golden texts without warnings', 4, texts.length));
  for (const source of texts.filter((_, i) => i % step === 0)) expect(await said(source)).toEqual([]);
});

test('a function that is declared and never defined is refused at its line, if it is used', async () => {
  const source = `${HEADER}float helper(float x);\nfloat unused(float x);\nkernel void k(device float *x [[buffer(0)]]) { x[0] = helper(x[0]); }`;
  const error = await native.compile('cpu', source).catch((one) => one);
  expect(error).toBeInstanceOf(NativeError);
  expect(error.diagnostics).toMatchObject([
    { severity: 'error', line: 3, column: 7, message: "'helper' is declared but not defined" },
    { severity: 'note', line: 5, message: 'used here' },
  ]);
  expect(await said(source.replace('helper(x[0])', 'x[0]'))).toEqual([]);
});

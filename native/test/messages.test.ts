import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeObjects } from '../msl/clang/objects.ts';
import { preprocess } from '../msl/clang/preprocess.ts';
import { findToolchain } from '../msl/clang/toolchain.ts';
import { translate } from '../msl/translate.ts';
import { MslError } from '../msl/types.ts';
import { extent, reportProgress } from './extent.ts';
import { HEADER } from './harness.ts';
import { goldenTexts, mutated, seeded } from './mutated-text.ts';

/** Names of the headers, of clang's dialect and of the translation, and places that are none. */
const INTERNAL =
  /__generic|__global|__private|__local|\bmsl_|\bmsl::|\bMsl[A-Z]|\bMSL_|keywords\.h|native\/include|entries:|\b0:0:/;

/** In which texts may also have tensors. */
const VERSION = { languageVersion: '4.0' } as const;

/** What is said of a text; empty if nothing. */
async function messagesOf(source: string): Promise<string> {
  const toolchain = await findToolchain();
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-messages-'));
  try {
    const { text } = await preprocess(toolchain, source, VERSION);
    const translation = { ...translate(text, VERSION), checkOnly: true };
    await makeObjects(toolchain, { translation, checks: false, separately: false, folder });
    return '';
  } catch (error) {
    if (error instanceof MslError) return error.message;
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('messages about mutated kernels name nothing that the user did not write, and are few', {
  // An hour in the long form, on a loaded machine; progress is reported meanwhile.
  timeout: 0,
}, async () => {
  const random = seeded(13);
  const texts = goldenTexts();
  const count = extent('mutated kernels', 12, 1000);
  const progress = reportProgress('mutated kernels', count);
  let refused = 0;
  for (let i = 0; i < count; i++) {
    const source = mutated(texts[Math.floor(random() * texts.length)] ?? '', random);
    const messages = await messagesOf(source);
    if (messages) refused++;
    expect(messages.split('\n').filter((line) => INTERNAL.test(line))).toEqual([]);
    expect(messages.match(/ error: /g)?.length ?? 0).toBeLessThanOrEqual(20);
    progress(i + 1);
  }
  expect(refused).toBeGreaterThan(count / 2);
});

test('more than 20 errors are counted', async () => {
  const body = Array.from({ length: 25 }, (_, i) => `a[${i}] = unknown${i};`).join('\n');
  const messages = await messagesOf(`${HEADER}kernel void k(device int *a [[buffer(0)]]) {\n${body}\n}`);
  expect(messages.match(/ error: /g)).toHaveLength(20);
  expect(messages).toMatch(/:24:9: note: there are 5 more errors$/);
});

test('what a template of the library refuses is said of the line that used it', async () => {
  const body = 'a[0] = as_type<ushort>(a[1]);';
  const messages = await messagesOf(`${HEADER}kernel void k(device int *a [[buffer(0)]]) {\n${body}\n}`);
  expect(messages).toMatch(/^program_source:4:8: error: .*types of the same size/);
});

test('an argument that no value can be passed for is said of its kernel', async () => {
  const source = `${HEADER}struct S { device int *p; };\nkernel void k(uint3x3 i [[thread_position_in_grid]]) {}`;
  const messages = await messagesOf(source);
  expect(messages).toMatch(/^program_source:4:/);
});

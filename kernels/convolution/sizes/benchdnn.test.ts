import { expect, test } from 'vitest';
import { type ConvolutionProblem, checkProblem, describeIssue, findFamily, parseSizes } from '../../index.ts';
import { CONVOLUTION } from '../family.ts';
import { parseBenchdnn } from './benchdnn.ts';

const shapes = (values: object) =>
  CONVOLUTION.buffers({ op: 'convolution', dtype: 'f32', ...values } as ConvolutionProblem).map(
    ({ shape }) => shape,
  );

test('a layer is read with the defaults of its notation', () => {
  expect(parseBenchdnn('mb1ic64ih56oc64oh56kh3ph1n"res2a_branch2b*3"')).toEqual({
    values: { batch: 1, height: 56, width: 56, channels: 64, filters: 64, window: 3 },
  });
  expect(parseBenchdnn('ic3ih224oc64oh112kh7sh2ph3')).toEqual({
    values: { batch: 2, height: 224, width: 224, channels: 3, filters: 64, window: 7, stride: 2 },
  });
});

test('a dilation of 0 is dense, and groups are named first', () => {
  expect(parseBenchdnn('g32mb1ic32ih10oc64kh3dh1ph2')).toEqual({
    values: {
      batch: 1,
      height: 10,
      width: 10,
      channels: 32,
      filters: 64,
      window: 3,
      dilation: 2,
      groups: 32,
    },
  });
});

test.each([
  ['mb1ic80iw3000oc384ow1500kw3sw2pw1', [1, 1, 1, 3000, 80], [1, 1, 1, 1500, 384]],
  ['mb1ic128id28ih30iw30oc128od26oh28ow28kd3kh3kw3', [1, 28, 30, 30, 128], [1, 26, 28, 28, 128]],
  ['mb1ic8ih5iw9oc4kh1kw3ph0pw1', [1, 1, 5, 9, 8], [1, 1, 5, 9, 4]],
  // The padding follows from the output; what is odd is on the right.
  ['mb1ic8ih6oc4oh6kh2', [1, 1, 6, 6, 8], [1, 1, 6, 6, 4]],
  ['mb1ic8ih6oc4kh3', [1, 1, 6, 6, 8], [1, 1, 4, 4, 4]],
])('%s has the images of its numbers', (text, x, y) => {
  const read = parseBenchdnn(text);
  if (!read || 'issues' in read) throw new Error(JSON.stringify(read));
  const [image, , result] = shapes(read.values);
  expect([image, result]).toEqual([x, y]);
});

test.each([
  ['mb1ic8ih20oc4oh3kh3ph0', /oh = 3: expected 18/],
  ['mb1ic8ih6kh3', /oc is missing: expected a number in benchdnn notation/],
  ['mb1ic8oc8', /ih is missing/],
])('%s is refused', (text, reason) => {
  const read = parseBenchdnn(text);
  expect(read && 'issues' in read ? read.issues.map(describeIssue).join() : '').toMatch(reason);
});

test.each(['56', '1x56x56x64x64x3', 'mb1', 'gemm', 'mb1 ic3'])(
  '%s is no layer, or not in this notation',
  (text) => {
    const read = parseBenchdnn(text);
    expect(read === null || 'issues' in read).toBe(true);
  },
);

test('sizes may mix notations', () => {
  expect(parseSizes('1x8x9x4x5x3, mb1ic64ih56oc64kh3ph1, 14', 'convolution')).toEqual({
    sizes: [
      { batch: 1, height: 8, width: 9, channels: 4, filters: 5, window: 3 },
      { batch: 1, height: 56, width: 56, channels: 64, filters: 64, window: 3 },
      { batch: 1, height: 14, width: 14, channels: 64, filters: 64, window: 3 },
    ],
  });
});

/** Layers as their sources list them, each once. */
const LAYERS: Readonly<Record<string, number>> = {
  'ResNet-50 v1': 20,
  'ResNet-50 v1.5': 23,
  'Stable Diffusion UNet': 31,
  'Stable Diffusion VAE': 14,
  MobileNet: 4,
  Whisper: 11,
  'DeepBench training': 90,
  'DeepBench server': 103,
  'DeepBench device': 16,
  'Unaligned channels': 5,
};

test.each(Object.entries(LAYERS))('%s has %i layers', (name, count) => {
  const preset = findFamily('convolution')?.presets?.find((one) => one.name === name);
  const parsed = parseSizes(preset?.sizes ?? '', 'convolution');
  const sizes = 'sizes' in parsed ? parsed.sizes.map((size) => JSON.stringify(size)) : [];
  expect(new Set(sizes).size).toBe(count);
});

test.each(findFamily('convolution')?.presets ?? [])('every layer of $name is a problem', ({ sizes }) => {
  const parsed = parseSizes(sizes, 'convolution');
  if ('issues' in parsed) throw new Error(parsed.issues.map(describeIssue).join());
  for (const size of parsed.sizes) {
    const problem = { op: 'convolution', dtype: 'f16', ...size } as unknown as ConvolutionProblem;
    expect(checkProblem(problem).map(describeIssue)).toEqual([]);
  }
});

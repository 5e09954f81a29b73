import { expect, it } from 'vitest';
import { parseSizes } from '../../kernels/index.ts';
import { tidySizes } from './pasted-sizes.ts';
import { presetsOf } from './presets.ts';

/** The sizes that are read of a text, each as "m×n×k". */
function read(text: string): string[] | string {
  const parsed = parseSizes(tidySizes(text, 'gemm'));
  return 'sizes' in parsed
    ? parsed.sizes.map(({ m, n, k }) => `${m}×${n}×${k}`)
    : JSON.stringify(parsed.issues);
}

const SQUARES = ['64×64×64', '128×128×128', '256×256×256'];
const SHAPES = ['512×256×64', '8×16×32'];

it.each([
  '64, 128, 256',
  '64 128 256',
  '64\n128\n256\n',
  '64\t128\t256',
  '64; 128; 256',
  '64,\n128,\n256,',
  '[64, 128, 256]',
  '64:256:pow2',
])('reads squares of %j', (text) => {
  expect(read(text)).toEqual(SQUARES);
});

it.each([
  '512x256x64, 8x16x32',
  '512 x 256 x 64\n8 × 16 × 32',
  '512*256*64; 8*16*32',
  '512\t256\t64\n8\t16\t32',
  '512,256,64\r\n8,16,32',
  '[(512, 256, 64), (8, 16, 32)]',
  '[[512,256,64],[8,16,32]]',
  'M N K\n512 256 64\n8 16 32',
  'n\tm\tk\n256\t512\t64\n16\t8\t32',
  'm=512,n=256,k=64; m=8,n=16,k=32',
  'M=512 N=256 K=64\nM=8 N=16 K=32',
  'M: 512, N: 256, K: 64; M: 8, N: 16, K: 32',
])('reads shapes of %j', (text) => {
  expect(read(text)).toEqual(SHAPES);
});

it.each(['64..128 step 64', '64–128 by 64', '64 to 128 step 64', '64:128:64', '64-128:64'])(
  'reads the range %j',
  (text) => {
    expect(read(text)).toEqual(['64×64×64', '128×128×128']);
  },
);

it('reads thousands', () => {
  expect(read('1_024')).toEqual(['1024×1024×1024']);
});

it('leaves what is wrong as it is, and what is right alone', () => {
  for (const text of ['', '-64', '64:512:0', 'sixty-four', '512:64', '1000000000'])
    expect(tidySizes(text, 'gemm')).toBe(text);
  for (const { sizes } of presetsOf('gemm'))
    expect(parseSizes(tidySizes(sizes, 'gemm'))).toEqual(parseSizes(sizes));
  expect(tidySizes('m=64:512:64,n=4m,k=m', 'gemm').replaceAll(' ', '')).toBe('m=64:512:64,n=4m,k=m');
});

import { findFamily, type Preset, type Problem, QUICK_SWEEP } from '../../kernels/index.ts';

/** With spaces, so that lines can break between sizes. */
export const QUICK_SIZES = QUICK_SWEEP.sizes.replaceAll(',', ', ');

const TILE_EDGES: Preset = {
  name: 'Tile edges',
  sizes: '31:33, 63:65, 127:129, 255:257',
  hint: 'One below, at and above each tile edge',
};

/** For families without presets of their own. */
const COMMON: readonly Preset[] = [
  {
    name: 'Quick',
    sizes: '64, 100, 128, 200, 256, 333, 512',
    hint: 'From 64 to 512, including sizes off the tile edges',
  },
  { name: 'Powers of two', sizes: '64, 128, 256, 512, 1024', hint: 'Each size twice the previous one' },
  TILE_EDGES,
];

const PRESETS: Readonly<Record<string, readonly Preset[]>> = {
  gemm: [
    { name: 'Quick', sizes: QUICK_SIZES, hint: 'Squares from 64 to 512, including sizes off the tile edges' },
    {
      name: 'Powers of two',
      sizes: '64, 128, 256, 512, 1024',
      hint: 'Squares, each size twice the previous one',
    },
    TILE_EDGES,
    {
      name: 'Rectangles',
      sizes: '1024x64x256, 64x1024x256, 256x256x1024, 512x512x64',
      hint: 'Tall, wide, deep and flat',
    },
  ],
  attention: [
    ...COMMON,
    {
      name: 'Decoding',
      sizes: '1x256x64, 1x512x64, 1x1024x64, 1x2048x64',
      hint: 'One query and an increasing number of keys',
    },
  ],
};

/** The presets of an operation, the default first. */
export function presetsOf(op: Problem['op']): readonly Preset[] {
  return PRESETS[op] ?? findFamily(op)?.presets ?? COMMON;
}

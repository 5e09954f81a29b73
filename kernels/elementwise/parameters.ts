import type { ParameterTable } from '../parameter.ts';

/** How elements are moved directly. */
export type DirectConfiguration = {
  /** Elements of a thread, next to each other in a row; for rotary, pairs. */
  readonly width: number;
  /** Rows of a thread, if it goes along those of both X and Y. */
  readonly height: number;
  readonly threads: number;
  /** Threads of a threadgroup next to each other along a row; the others have further rows. */
  readonly across: number;
  /** Whose rows a transposing kernel follows: then those of the other are strided, unless it transposes in registers. */
  readonly along: 'X' | 'Y' | 'both';
};

/** How elements are moved through threadgroup memory. */
export type StagedConfiguration = {
  readonly width: number;
  readonly threads: number;
  /** Rows and columns of a tile. */
  readonly tile: number;
  /** Unused elements between the rows of a tile, so that those of a column are not in the same bank. */
  readonly padding: number;
  /** Tiles that a threadgroup moves, one after the other. */
  readonly tiles: number;
  /** With 2, the next tile is read while one is written, and there is one barrier a tile in place of two. */
  readonly buffers: number;
};

const THREADS = { label: 'Threads', choices: [64, 128, 256, 512, 1024], default: 256 } as const;

export const DIRECT_PARAMETERS = {
  width: { label: 'Elements per thread', choices: [1, 2, 4, 8], default: 4 },
  height: { label: 'Rows per thread', choices: [1, 4, 8, 16, 32, 64], default: 1 },
  threads: THREADS,
  across: { label: 'Threads along a row', choices: [4, 8, 16, 32, 64, 128, 256], default: 64 },
  along: { label: 'Along rows of', choices: ['X', 'Y', 'both'], default: 'X' },
} as const satisfies ParameterTable;

export const STAGED_PARAMETERS = {
  width: { label: 'Elements per access', choices: [1, 2, 4, 8], default: 4 },
  threads: THREADS,
  tile: { label: 'Tile', choices: [16, 32, 64], default: 32 },
  padding: { label: 'Padding', choices: [0, 1, 2, 4], default: 1 },
  tiles: { label: 'Tiles per threadgroup', choices: [1, 2, 4, 8], default: 4 },
  buffers: { label: 'Buffers', choices: [1, 2], default: 2 },
} as const satisfies ParameterTable;

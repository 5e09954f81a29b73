import { type Lines, lines } from '../msl/text.ts';
import type { GemmConfiguration } from './parameters.ts';

/** What is done with a staged step, by what multiplies. `where` tells the step, and the buffer if there are two. */
const MULTIPLY: Readonly<Record<GemmConfiguration['multiplier'], (where: string) => Lines>> = {
  simdgroup: (where) => [
    `for every 8 elements of the step${where}:`,
    "    load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums",
  ],
  thread: (where) => [
    `for each element of the step${where}:`,
    "    add the product of a column of A's block with a row of B's to the sums",
  ],
  tensor: (where) => [`add the product of the blocks of the step${where} to the sums, in one operation`],
};

const WITHOUT_STAGING = {
  tiles: lines(`
    for every 8 elements of K:
        load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums
  `),
  steps: lines(`
    for each step of K:
        add the product of the step's blocks of A and B to the sums, in one operation
  `),
  whole: ['the sums are the product of rows of A and columns of B, in one operation for all of K'],
} as const satisfies Record<string, Lines>;

function loopOf({ load, multiplier, buffers }: GemmConfiguration): Lines {
  if (load === 'whole') return WITHOUT_STAGING.whole;
  if (load === 'direct') return WITHOUT_STAGING[multiplier === 'tensor' ? 'steps' : 'tiles'];
  const multiply = (where: string) => MULTIPLY[multiplier](where).map((line) => `    ${line}`);
  return buffers > 1
    ? [
        'for each step of K, and once more:',
        "    all threads copy the step's blocks of A and B, if there are any, to one buffer",
        ...multiply(' before, in the other buffer'),
        '    barrier; the buffers change places',
      ]
    : [
        'for each step of K:',
        "    all threads copy the step's blocks of A and B to threadgroup memory; barrier",
        ...multiply(''),
        '    barrier, before the blocks are overwritten',
      ];
}

/** The loop in pseudocode, above the kernel. */
export function pseudocode(config: GemmConfiguration): string[] {
  const loop = loopOf(config);
  const text = {
    tiles: [...loop, 'write the sums to C through the epilogue'],
    'split-k': [...loop, "write the sums to this part's block of scratch memory"],
    'stream-k': [
      'for each block that this worker has steps of:',
      ...loop.map((line) => `    ${line}`),
      '    if these are all of its steps: write the sums to C through the epilogue',
      '    else: write them to scratch memory; a worker divides at most its first and its last block',
    ],
  }[config.schedule];
  return text.map((line) => `// ${line}`);
}

import { block, type Lines, lines } from '../msl/text.ts';
import { UNROLL_EVERYWHERE } from '../msl/unroll.ts';
import { type GemmKernel, loadsTiles } from './kernel.ts';
import { emitDirectLoop, emitMatrixLoop, emitQuadLoop, emitTileSums, QUAD_SUMS } from './loops.ts';
import { biasArgument, emitStoreTiles } from './store.ts';
import { emitStoreSums } from './tensor/sums.ts';
import { emitTensorWork } from './tensor/work.ts';

const PLACE_OF_BLOCK: Lines = lines(`
  const uint own_row = block_row, own_column = block_column;
  const uint first_row = placed(own_row, sizes.m, UNIT_M, whole_m), row = first_row + part_row;
  const uint first_column = placed(own_column, sizes.n, UNIT_N, whole_n), column = first_column + part_column;
  const bool inside = row < sizes.m && column < sizes.n;
`);

const PLACE_OF_PART: Lines = lines(`
  const uint own_row = block_row + part_row, own_column = block_column + part_column;
  const bool inside = own_row < sizes.m && own_column < sizes.n;
  const uint row = placed(own_row, sizes.m, UNIT_M, whole_m);
  const uint column = placed(own_column, sizes.n, UNIT_N, whole_n);
`);

/**
 * The block of C at `block_row`, `block_column`, from `k_begin` to `k_end`: its place, its sums and the loop over K,
 * and `finish` for the parts that are inside of C.
 */
export function emitWork(kernel: GemmKernel, finish: Lines): string[] {
  switch (kernel.config.multiplier) {
    case 'tensor':
      return emitTensorWork(kernel, finish);
    case 'thread':
      return [
        ...PLACE_OF_BLOCK,
        '',
        ...QUAD_SUMS,
        ...emitQuadLoop(kernel),
        '',
        ...block('if (inside)', finish),
      ];
    case 'simdgroup':
      return emitTileWork(kernel, finish);
  }
}

function emitTileWork(kernel: GemmKernel, finish: Lines): string[] {
  return loadsTiles(kernel.config)
    ? [
        // There are no barriers for a threadgroup, so a part outside of C has nothing to do.
        ...PLACE_OF_PART,
        ...block('if (inside)', [...emitTileSums(kernel), ...emitDirectLoop(kernel), '', ...finish]),
      ]
    : [
        ...PLACE_OF_BLOCK,
        '',
        ...emitTileSums(kernel),
        ...emitMatrixLoop(kernel),
        '',
        ...block('if (inside)', finish),
      ];
}

/** Writes the sums to C through the epilogue. */
export function emitStore(kernel: GemmKernel): Lines {
  if (kernel.config.multiplier === 'simdgroup') return emitStoreTiles(kernel);
  if (kernel.config.multiplier === 'tensor') return emitStoreSums(kernel);
  const bias = biasArgument(kernel, 'row + i');
  return [
    UNROLL_EVERYWHERE,
    ...block('for (uint i = 0; i < ROWS; i++)', [
      'if (row + i < own_row || row + i >= sizes.m)',
      '    continue;',
      UNROLL_EVERYWHERE,
      'for (uint j = 0; j < QUADS; j++)',
      `    write_quad(sums[i][j], C + (row + i) * sizes.ldc, ${bias}column + j * 4, own_column, sizes);`,
    ]),
  ];
}

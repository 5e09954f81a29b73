import { type Argument, emitKernel, forTiles, tileType } from '../../msl/kernel.ts';
import { block, lines, sourceText } from '../../msl/text.ts';
import type { CompleteAttention } from '../problem.ts';
import { emitLoadTile, emitStoreTile } from '../tiles.ts';
import type { UnfusedConfiguration } from './parameters.ts';
import { emitHeader, emitProduct, emitStart, emitSums, PLACE, signature } from './products.ts';

/** The third pass. */
export function outputSource(
  problem: CompleteAttention,
  config: UnfusedConfiguration,
  args: readonly Argument[],
): string {
  const { dtype } = problem;
  return sourceText(
    emitHeader('O[r,d] = P[r,c] * V[c,d] for each head', problem, config, config.registerD),
    emitStart(problem, config, config.registerD),
    emitLoadTile(dtype, dtype),
    ...(dtype === 'f32' ? [] : [emitLoadTile('f32', 'f32')]),
    emitStoreTile(dtype),
    [
      ...lines(`
        // for every 8 keys, of those that a query of this part can see:
        //     load a column of P's tiles and a row of V's tiles; add the product of each pair to the sums
      `),
      ...emitKernel(signature('attention_output', config, args), [
        ...PLACE,
        'const uint column = group.x * PART;',
        'S += head * sizes.r * sizes.c;',
        'V += head / sizes.sharers * sizes.c * sizes.d;',
        'O += head * sizes.r * sizes.d;',
        'const uint stride_v = TRANSPOSED_V ? sizes.c : sizes.d, stride_o = TRANSPOSED_O ? sizes.r : sizes.d;',
        '',
        ...emitSums(),
        ...block('for (uint key = first_seen.x / 8 * 8; key < last_seen.y; key += 8)', [
          'simdgroup_float8x8 p[TILES_R];',
          'for (uint i = 0; i < TILES_R; i++)',
          '    load_tile(p[i], S, sizes.c, edge, row + i * 8, key, sizes.r, sizes.c, whole, false, lane);',
          ...emitProduct(config, { left: 'p[i]', right: 'v', type: tileType(dtype) }, (tile) => {
            return `load_tile(${tile}, V, stride_v, edge, key, column + j * 8, sizes.c, sizes.d, whole, TRANSPOSED_V, lane);`;
          }),
        ]),
        ...forTiles('TILES_R', 'TILES', [
          'store_tile(sums[i][j], O, stride_o, edge, 0, row + i * 8, column + j * 8, sizes.r, sizes.d, whole, TRANSPOSED_O, lane);',
        ]),
      ]),
    ],
  );
}

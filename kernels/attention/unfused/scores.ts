import { type Argument, emitKernel, forTiles, tileType } from '../../msl/kernel.ts';
import { block, lines, sourceText } from '../../msl/text.ts';
import type { CompleteAttention } from '../problem.ts';
import { emitLoadTile, emitStoreTile } from '../tiles.ts';
import type { UnfusedConfiguration } from './parameters.ts';
import { emitHeader, emitProduct, emitStart, emitSums, PLACE, signature } from './products.ts';

/** The first pass. Parts of S in which no query sees a key by its position are not written. */
export function scoresSource(
  problem: CompleteAttention,
  config: UnfusedConfiguration,
  args: readonly Argument[],
): string {
  const { dtype } = problem;
  const type = tileType(dtype);
  return sourceText(
    emitHeader('S[r,c] = Q[r,d] * transpose(K[c,d]) for each head', problem, config, config.registerC),
    emitStart(problem, config, config.registerC),
    emitLoadTile(dtype, dtype),
    emitStoreTile('f32'),
    [
      ...lines(`
        // for every 8 columns of the head dimension:
        //     load a column of Q's tiles and a row of K's tiles; add the product of each pair to the sums
      `),
      ...emitKernel(signature('attention_scores', config, args), [
        ...PLACE,
        'const uint key = group.x * PART;',
        'if (key >= last_seen.y || key + PART <= first_seen.x)',
        '    return;',
        'Q += head * sizes.r * sizes.d;',
        'K += head / sizes.sharers * sizes.c * sizes.d;',
        'S += head * sizes.r * sizes.c;',
        'const uint stride_q = TRANSPOSED_Q ? sizes.r : sizes.d, stride_k = TRANSPOSED_K ? sizes.c : sizes.d;',
        '',
        ...emitSums(),
        ...block('for (uint d = 0; d < sizes.d; d += 8)', [
          `${type} q[TILES_R];`,
          'for (uint i = 0; i < TILES_R; i++)',
          '    load_tile(q[i], Q, stride_q, edge, row + i * 8, d, sizes.r, sizes.d, whole, TRANSPOSED_Q, lane);',
          ...emitProduct(config, { left: 'q[i]', right: 'k', type }, (tile) => {
            return `load_tile(${tile}, K, stride_k, edge, d, key + j * 8, sizes.d, sizes.c, whole, !TRANSPOSED_K, lane);`;
          }),
        ]),
        ...forTiles('TILES_R', 'TILES', [
          'store_tile(sums[i][j], S, sizes.c, edge, 0, row + i * 8, key + j * 8, sizes.r, sizes.c, whole, false, lane);',
        ]),
      ]),
    ],
  );
}

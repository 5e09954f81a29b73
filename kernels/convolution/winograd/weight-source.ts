import { emitConstants } from '../../msl/kernel.ts';
import { lines } from '../../msl/text.ts';
import { describePoints } from './points.ts';
import { emitBothWays, emitTransforms } from './transform-text.ts';
import { formula, type TransformText, transformSource } from './transforms.ts';

/** `transform_weights`: U, every window of weights at all points. */
export function weightSource(text: TransformText): string {
  const { tile, type, points, vector } = text;
  const transforms = emitTransforms('to_points', [tile.y.weights, tile.x.weights], 'G');
  return transformSource({
    functionName: 'transform_weights',
    header: lines(`
      // transform_weights: U = G g G^T, the windows g of all filters and channels at the points of ${formula(text)}:
      // ${describePoints(points, tile)}.
    `),
    declarations: [
      lines(`
        // Lengths are in elements.
        struct WeightSizes {
            uint groups;
            uint filters, channels;           // of a group; beyond them, weights are zeros
            uint columns, stride;             // of a matrix of U, and from one to the next
            int first;                        // the first element of the first window
            int pitch_g, pitch_o, pitch_c;    // from one group, filter and channel to the next
            int pitch_y, pitch_x;             // from one row and element of the window to the next
        };
      `),
      emitConstants({
        POINTS_Y: tile.pointsY,
        POINTS_X: tile.pointsX,
        WINDOW_Y: tile.y.r,
        WINDOW_X: tile.x.r,
      }),
      ...transforms.functions,
    ],
    steps: lines(`
      // load the window of a filter in a channel
      // transform its columns, then its rows; write each point to its own matrix
    `),
    parameters: [
      `device const ${type} *W [[buffer(0)]]`,
      `device ${type} *U [[buffer(1)]]`,
      'constant WeightSizes &sizes [[buffer(2)]]',
    ],
    body: [
      ...lines(`
        const uint row = position.y, column = position.x, group = position.z;
        if (column >= sizes.columns)
            return;
        const uint o = ${vector === 4 ? 'column' : 'row'}, c = ${vector === 4 ? 'row' : 'column'};
        const bool inside = o < sizes.filters && c < sizes.channels;
        const int first = sizes.first + int(group) * sizes.pitch_g + int(o) * sizes.pitch_o + int(c) * sizes.pitch_c;
        float g[WINDOW_Y][WINDOW_X];
        for (uint i = 0; i < WINDOW_Y; i++)
            for (uint j = 0; j < WINDOW_X; j++)
                g[i][j] = inside ? float(W[first + int(i) * sizes.pitch_y + int(j) * sizes.pitch_x]) : 0.0f;
      `),
      ...emitBothWays(
        'float',
        { from: ['WINDOW_Y', 'WINDOW_X'], to: ['POINTS_Y', 'POINTS_X'] },
        transforms.names,
        ['g', 'u'],
      ),
      ...lines(`
        U += group * sizes.stride + row * sizes.columns + column;
        for (uint i = 0; i < POINTS_Y; i++)
            for (uint j = 0; j < POINTS_X; j++)
                U[(i * POINTS_X + j) * sizes.groups * sizes.stride] = ${type === 'float' ? 'u[i][j]' : `${type}(u[i][j])`};
      `),
    ],
  });
}

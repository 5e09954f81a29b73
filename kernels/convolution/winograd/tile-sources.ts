import { emitLoadQuad } from '../../gemm/loads.ts';
import { emitFinish } from '../../msl/epilogue.ts';
import { lines } from '../../msl/text.ts';
import { asFloats, emitStoreQuad } from '../quads.ts';
import { describePoints } from './points.ts';
import { emitBothWays, emitTransforms } from './transform-text.ts';
import { emitWrite, formula, type TransformText, tileSource, vectorType } from './transforms.ts';

/** `transform_input`: V, every tile of the images at all points. */
export function inputSource(text: TransformText): string {
  const { tile, points, vector, type } = text;
  const wide = vectorType('float', vector);
  const loaded =
    vector === 1 ? 'float(pixel[0])' : asFloats(type, 'load_quad(pixel, c, sizes.channels, whole)');
  const transforms = emitTransforms('to_points', [tile.y.input, tile.x.input], 'B^T');
  const [rows, columns] = ['POINTS_Y', 'POINTS_X'] as const;
  return tileSource(text, {
    functionName: 'transform_input',
    header: lines(`
      // transform_input: V = B^T d B, the tiles d of all images at the points of ${formula(text)}:
      // ${describePoints(points, tile)}.
    `),
    whole: 'channels',
    declarations: [...transforms.functions, ...(vector === 1 ? [] : [emitLoadQuad([type])])],
    steps: lines(`
      // load a tile of ${vector === 1 ? 'a channel' : 'four channels'}, with zeros outside of the image
      // transform its columns, then its rows; write each point to its own matrix
    `),
    parameters: [`device const ${type} *X [[buffer(0)]]`, `device ${type} *V [[buffer(1)]]`],
    body: [
      ...lines(`
        X += image;
        ${wide} d[POINTS_Y][POINTS_X];
        for (uint i = 0; i < POINTS_Y; i++) {
            for (uint j = 0; j < POINTS_X; j++) {
                const int y = first_y + int(i), x = first_x + int(j);
                d[i][j] = 0.0f;
                if (uint(y) < uint(sizes.extent_y) && uint(x) < uint(sizes.extent_x)) {
                    device const ${type} *pixel = X + (y * sizes.pitch_y + x * sizes.pitch_x);
                    d[i][j] = ${loaded};
                }
            }
        }
      `),
      ...emitBothWays(wide, { from: [rows, columns], to: [rows, columns] }, transforms.names, ['d', 'v']),
      ...lines(`
        V += scratch;
        for (uint i = 0; i < POINTS_Y; i++)
            for (uint j = 0; j < POINTS_X; j++)
                ${emitWrite('V + (i * POINTS_X + j) * sizes.point_pitch', 'v[i][j]', type, vector)}
      `),
    ],
  });
}

/** `transform_output`: Y, from the products of all points. */
export function outputSource(text: TransformText): string {
  const { tile, type, productType, vector, epilogue } = text;
  const wide = vectorType('float', vector);
  const read = (pointer: string, of: string) =>
    vector === 1
      ? `float(*(${pointer}))`
      : asFloats(of, `${of}4(*(device const packed_${of}4 *)(${pointer}))`);
  const bias = vector === 1 ? 'float(bias[c])' : asFloats(type, 'load_quad(bias, c, sizes.channels, whole)');
  const store =
    vector === 1
      ? emitWrite('pixel', 'finished', type, vector)
      : 'store_quad(pixel, c, sizes.channels, whole, finished);';
  const transforms = emitTransforms('to_outputs', [tile.y.output, tile.x.output], 'A^T');
  return tileSource(text, {
    functionName: 'transform_output',
    header: lines(`
      // transform_output: Y = A^T m A through the epilogue, from the products m of all points of ${formula(text)}.
    `),
    whole: 'filters',
    declarations: [
      ...transforms.functions,
      ...(epilogue.bias && vector === 4 ? [emitLoadQuad([type])] : []),
      emitFinish(epilogue),
      ...(vector === 1 ? [] : [emitStoreQuad(type)]),
    ],
    steps: lines(`
      // load the products of a tile at all points
      // transform their columns, then their rows; write the outputs that are inside of the image
    `),
    parameters: [
      `device const ${productType} *M [[buffer(0)]]`,
      `device ${type} *Y [[buffer(1)]]`,
      ...(epilogue.bias ? [`device const ${type} *bias [[buffer(3)]]`] : []),
    ],
    body: [
      ...lines(`
        M += scratch;
        ${wide} m[POINTS_Y][POINTS_X];
        for (uint i = 0; i < POINTS_Y; i++)
            for (uint j = 0; j < POINTS_X; j++)
                m[i][j] = ${read('M + (i * POINTS_X + j) * sizes.point_pitch', productType)};
      `),
      ...emitBothWays(
        wide,
        { from: ['POINTS_Y', 'POINTS_X'], to: ['OUTPUTS_Y', 'OUTPUTS_X'] },
        transforms.names,
        ['m', 'y'],
      ),
      ...(epilogue.bias ? ['bias += group * sizes.channels;'] : []),
      ...lines(`
        const ${wide} added = ${epilogue.bias ? bias : `${wide}(0.0f)`};
        Y += image;
        for (uint i = 0; i < OUTPUTS_Y; i++) {
            for (uint j = 0; j < OUTPUTS_X; j++) {
                const int row = first_y + int(i), column = first_x + int(j);
                if (row >= sizes.extent_y || column >= sizes.extent_x)
                    continue;
                const ${wide} finished = finish(y[i][j], ${wide}(0.0f), added, 1.0f, 0.0f);
                device ${type} *pixel = Y + (row * sizes.pitch_y + column * sizes.pitch_x);
                ${store}
            }
        }
      `),
    ],
  });
}

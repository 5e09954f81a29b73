import { DTYPE } from '../msl/dtype.ts';
import { emitConstants, emitKernel, mslKernel, THREAD } from '../msl/kernel.ts';
import { lines, sourceText } from '../msl/text.ts';
import type { Pass } from '../program.ts';
import { type Change, changed, emitChangeFunctions } from './change.ts';
import { gridOf } from './direct.ts';
import { bufferBindings, bufferParameters, emitHeader, emitPointers, emitStart } from './frame.ts';
import { elementwiseName } from './name.ts';
import type { DirectConfiguration } from './parameters.ts';
import type { Walk } from './walk.ts';

/** Rows and columns of a square: the elements of a vector. */
export const SQUARE = 4;

/**
 * The pass in which each thread transposes squares in registers, so that both X and Y are read and written by vectors
 * and, with enough of them, by whole cache lines. X is contiguous along the walk's columns, Y along its rows.
 */
export function squaresPass(change: Change, walk: Walk, config: DirectConfiguration): Pass {
  return {
    ...gridOf(walk, config),
    kernel: mslKernel(elementwiseName(change), squaresSource(change, config)),
    bindings: bufferBindings(change, walk),
    registers: 2 * (2 * SQUARE * SQUARE + 8),
  };
}

function squaresSource(change: Change, config: DirectConfiguration): string {
  const { width, height, threads, across } = config;
  return sourceText(
    emitHeader(change, [
      'Each thread reads rows of squares, changes their elements and writes columns.',
      `thread               ${height} x ${width} elements, in squares of ${SQUARE} x ${SQUARE}`,
      `threadgroup          ${threads / across} x ${across} threads, along rows of X`,
    ]),
    emitStart([]),
    emitConstants({ WIDTH: width, HEIGHT: height, ACROSS: across, DOWN: threads / across }),
    ...emitChangeFunctions(change),
    emitMoveSquare(change),
    emitKernel(
      {
        functionName: elementwiseName(change),
        threads,
        parameters: [...bufferParameters(change), THREAD.group, THREAD.index],
      },
      [
        ...lines(`
          const uint column = (group.x * ACROSS + thread_index % ACROSS) * WIDTH;
          const uint row = (group.y * DOWN + thread_index / ACROSS) * HEIGHT;
          const uint x_row = sizes.x_row, y_column = sizes.y_column;
        `),
        ...emitPointers(change, 'group.z'),
        ...lines(`
          X += row * x_row + column;
          Y += column * y_column + row;
          if (row + HEIGHT <= sizes.rows && column + WIDTH <= sizes.columns) {
              for (uint c = 0; c < WIDTH; c += ${SQUARE})
                  for (uint r = 0; r < HEIGHT; r += ${SQUARE})
                      move_square(X + r * x_row + c, Y + c * y_column + r, x_row, y_column);
              return;
          }
          // At an end of X, element by element.
          for (uint c = 0; c < WIDTH && column + c < sizes.columns; c++)
              for (uint r = 0; r < HEIGHT && row + r < sizes.rows; r++)
                  Y[c * y_column + r] = ${changed(change).replaceAll('x[i]', 'X[r * x_row + c]')};
        `),
      ],
    ),
  );
}

/** `move_square(...)`: a square from X to Y. */
function emitMoveSquare(change: Change): string[] {
  const [from, to] = [DTYPE[change.dtype].msl, DTYPE[change.dtypeY].msl];
  const element = (y: string) => changed(change).replaceAll('x[i]', y);
  const isSame = element('y') === 'y';
  const quad = isSame ? 'y' : `${to}4(${['y.x', 'y.y', 'y.z', 'y.w'].map(element).join(', ')})`;
  return lines(`
    inline void store(device ${to} *Y, ${from}4 y) { *(device packed_${to}4 *)Y = packed_${to}4(${quad}); }

    // Moves a square from X to Y: rows are interleaved in pairs, and then the pairs.
    inline void move_square(device const ${from} *X, device ${to} *Y, uint x_row, uint y_column) {
        ${from}4 x[${SQUARE}];
        for (uint r = 0; r < ${SQUARE}; r++)
            x[r] = ${from}4(*(device const packed_${from}4 *)(X + r * x_row));
        const ${from}4 a = ${from}4(x[0].x, x[1].x, x[0].y, x[1].y), b = ${from}4(x[2].x, x[3].x, x[2].y, x[3].y);
        const ${from}4 c = ${from}4(x[0].z, x[1].z, x[0].w, x[1].w), d = ${from}4(x[2].z, x[3].z, x[2].w, x[3].w);
        store(Y, ${from}4(a.xy, b.xy));
        store(Y + y_column, ${from}4(a.zw, b.zw));
        store(Y + 2 * y_column, ${from}4(c.xy, d.xy));
        store(Y + 3 * y_column, ${from}4(c.zw, d.zw));
    }
  `);
}

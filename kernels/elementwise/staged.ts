import { DTYPE } from '../msl/dtype.ts';
import { emitConstants, emitKernel, mslKernel, THREAD } from '../msl/kernel.ts';
import { block, type Lines, lines, sourceText } from '../msl/text.ts';
import type { Pass } from '../program.ts';
import { addedTo, type Change, changed, emitChangeFunctions } from './change.ts';
import {
  bufferBindings,
  bufferParameters,
  emitHeader,
  emitLoadAdded,
  emitPointers,
  emitStart,
} from './frame.ts';
import { elementwiseName } from './name.ts';
import type { StagedConfiguration } from './parameters.ts';
import { emitLoad, emitStore } from './vectors.ts';
import type { Walk } from './walk.ts';

/** The pass in which threadgroups move tiles through threadgroup memory. X is contiguous along the walk's columns. */
export function stagedPass(change: Change, walk: Walk, config: StagedConfiguration): Pass {
  const { width, threads, tile, tiles } = config;
  const { members, rows, columns } = walk;
  const isTransposed = walk.y[2] !== 1;
  return {
    kernel: mslKernel(elementwiseName(change), stagedSource(change, config, isTransposed), [
      columns % width === 0,
      ...(isTransposed ? [rows % width === 0] : []),
    ]),
    bindings: bufferBindings(change, walk),
    threadgroups: [Math.ceil(columns / (tile * tiles)), Math.ceil(rows / tile), members],
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: stagedBytes(change, config),
    registers: 2 * (2 * width + 16),
  };
}

/** Bytes of threadgroup memory. */
export function stagedBytes({ dtype }: Change, { tile, padding, buffers }: StagedConfiguration): number {
  return buffers * tile * (tile + padding) * DTYPE[dtype].sizeBytes;
}

const WHOLE = {
  columns: lines(`
    // True if no thread's elements cross the end of a row.
    constant bool whole [[function_constant(0)]];
  `),
  rows: lines(`
    // The same for rows of Y, which are columns of X.
    constant bool whole_y [[function_constant(1)]];
  `),
} as const;

/** `stage(...)`: all threads copy a tile of X to threadgroup memory. */
function emitStage(type: string): string[] {
  return [
    '// All threads copy a tile of X to threadgroup memory, with zeros beyond its ends.',
    ...block(
      `inline void stage(threadgroup ${type} *tile, device const ${type} *X, uint first_row, uint first_column, constant ElementSizes &sizes, ushort thread_index)`,
      [
        ...block('for (uint i = thread_index * WIDTH; i < TILE * TILE; i += THREADS * WIDTH)', [
          'const uint r = i / TILE, c = i % TILE, row = first_row + r, column = first_column + c;',
          'const uint columns = row < sizes.rows ? sizes.columns : 0;',
          `${type} x[WIDTH];`,
          'load(x, X + row * sizes.x_row, column, columns, whole && column < columns);',
          'for (uint j = 0; j < WIDTH; j++)',
          '    tile[r * LEADING + c + j] = x[j];',
        ]),
      ],
    ),
  ];
}

/** `write_tile(...)`: all threads write a staged tile to Y. */
function emitWriteTile(change: Change, isTransposed: boolean): string[] {
  const [from, to] = [DTYPE[change.dtype].msl, DTYPE[change.dtypeY].msl];
  const value = changed(change);
  const y = value === 'x[i]' ? 'x' : 'y';
  const parameters = [
    `threadgroup const ${from} *tile`,
    ...bufferParameters(change)
      .map((parameter) => parameter.replace(/ \[\[.*/, ''))
      .filter((parameter) => !/^device const \w+ \*X$/.test(parameter)),
    ...['uint first_row', 'uint first_column', 'ushort thread_index'],
  ];
  const change_: Lines = [
    ...(y === 'x' ? [] : [`${to} y[WIDTH];`, 'for (uint i = 0; i < WIDTH; i++)', `    y[i] = ${value};`]),
  ];
  const body = isTransposed
    ? [
        'const uint r = at % TILE, c = at / TILE, row = first_row + r, column = first_column + c;',
        'if (column >= sizes.columns)',
        '    break;',
        'if (row >= sizes.rows)',
        '    continue;',
        `${from} x[WIDTH];`,
        'for (uint i = 0; i < WIDTH; i++)',
        '    x[i] = tile[(r + i) * LEADING + c];',
        ...change_,
        `store(Y + column * sizes.y_column, row, sizes.rows, whole_y, ${y});`,
      ]
    : [
        'const uint r = at / TILE, c = at % TILE, row = first_row + r, column = first_column + c;',
        'if (row >= sizes.rows)',
        '    break;',
        'if (column >= sizes.columns)',
        '    continue;',
        `${from} x[WIDTH];`,
        'for (uint i = 0; i < WIDTH; i++)',
        '    x[i] = tile[r * LEADING + c + i];',
        ...emitLoadAdded(change, 'column', 'whole', ' + row * sizes.x_row'),
        ...change_,
        `store(Y + row * sizes.y_row, column, sizes.columns, whole, ${y});`,
      ];
  return [
    `// All threads write a tile to Y, ${isTransposed ? 'each of its columns to a row' : 'row by row'}.`,
    ...block(`inline void write_tile(${parameters.join(', ')})`, [
      ...block('for (uint at = thread_index * WIDTH; at < TILE * TILE; at += THREADS * WIDTH)', body),
    ]),
  ];
}

const LOOPS = {
  1: lines(`
    // for each tile of this threadgroup:
    //     all threads copy it to threadgroup memory; barrier
    //     all threads write it to Y; barrier, before it is overwritten
  `),
  2: lines(`
    // all threads copy the first tile to threadgroup memory
    // for each tile of this threadgroup:
    //     barrier: the tile is complete, and the one before it has been written
    //     all threads copy the next tile to the other buffer, and write this one to Y
  `),
} as const;

function emitLoop(change: Change, { buffers }: StagedConfiguration): string[] {
  const added = addedTo(change) ? `, ${addedTo(change)}` : '';
  const stage = (tile: string, column: string) =>
    `stage(${tile}, X, first_row, ${column}, sizes, thread_index);`;
  const write = (tile: string) => `write_tile(${tile}, Y, sizes${added}, first_row, column, thread_index);`;
  const barrier = 'threadgroup_barrier(mem_flags::mem_threadgroup);';
  if (buffers === 1) {
    return block('for (uint column = first_column; column < end; column += TILE)', [
      stage('staged', 'column'),
      barrier,
      write('staged'),
      barrier,
    ]);
  }
  return [
    stage('staged', 'first_column'),
    'uint current = 0;',
    ...block('for (uint column = first_column; column < end; column += TILE)', [
      barrier,
      'if (column + TILE < end)',
      `    ${stage('staged + (1 - current) * TILE * LEADING', 'column + TILE')}`,
      write('staged + current * TILE * LEADING'),
      'current = 1 - current;',
    ]),
  ];
}

function stagedSource(change: Change, config: StagedConfiguration, isTransposed: boolean): string {
  const [from, to] = [DTYPE[change.dtype].msl, DTYPE[change.dtypeY].msl];
  const { width, threads, tile, padding, tiles, buffers } = config;
  return sourceText(
    emitHeader(change, [
      `Tiles of X go through threadgroup memory${buffers === 2 ? ', one ahead of the one that is written' : ''}.`,
      `tile                 ${tile} x ${tile}, rows ${tile + padding} apart in threadgroup memory`,
      `threadgroup          tiles: ${tiles}, of ${threads} threads with ${width} elements at a time`,
      `threadgroup memory   ${stagedBytes(change, config)} bytes`,
    ]),
    emitStart([...WHOLE.columns, ...(isTransposed ? WHOLE.rows : [])]),
    emitConstants({ WIDTH: width, THREADS: threads, TILE: tile, LEADING: tile + padding, TILES: tiles }),
    ...emitChangeFunctions(change),
    emitLoad(from, width),
    emitStore(to, width),
    emitStage(from),
    emitWriteTile(change, isTransposed),
    [
      ...LOOPS[buffers as 1 | 2],
      ...emitKernel(
        {
          functionName: elementwiseName(change),
          threads,
          parameters: [...bufferParameters(change), THREAD.group, THREAD.index],
        },
        [
          `threadgroup ${from} staged[${buffers === 2 ? '2 * ' : ''}TILE * LEADING];`,
          'const uint first_row = group.y * TILE, first_column = group.x * TILES * TILE;',
          'const uint end = min(first_column + TILES * TILE, sizes.columns);',
          ...emitPointers(change, 'group.z'),
          ...emitLoop(change, config),
        ],
      ),
    ],
  );
}

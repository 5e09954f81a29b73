import { DTYPE } from '../msl/dtype.ts';
import { emitConstants, emitKernel, mslKernel, THREAD } from '../msl/kernel.ts';
import { lines, sourceText } from '../msl/text.ts';
import type { Pass } from '../program.ts';
import { type Change, changed, emitChangeFunctions } from './change.ts';
import {
  bufferBindings,
  bufferParameters,
  emitHeader,
  emitLoadAdded,
  emitPointers,
  emitStart,
  WHOLE,
} from './frame.ts';
import { elementwiseName } from './name.ts';
import type { DirectConfiguration } from './parameters.ts';
import { emitGather, emitLoad, emitScatter, emitStore } from './vectors.ts';
import type { Walk } from './walk.ts';

type Direct = Omit<DirectConfiguration, 'along' | 'height'> & Partial<Pick<DirectConfiguration, 'height'>>;

/** The pass in which each thread moves `width` elements of a row of the walk. */
export function directPass(
  change: Change,
  walk: Walk,
  config: Direct,
  names?: Record<'X' | 'Y', string>,
): Pass {
  const contiguous = { x: walk.x[2] === 1, y: walk.y[2] === 1 };
  return {
    ...gridOf(walk, config),
    kernel: mslKernel(
      elementwiseName(change),
      directSource(change, config, contiguous, walk.outer !== undefined),
      [walk.columns % config.width === 0],
    ),
    bindings: bufferBindings(change, walk, { names }),
    registers: 2 * (2 * config.width + 8),
  };
}

/** A grid in which threads take `width` columns of `height` rows each. */
export function gridOf(
  { members, rows, columns, outer }: Walk,
  { width, height = 1, threads, across }: Direct,
): Pick<Pass, 'threadgroups' | 'threadsPerThreadgroup' | 'threadgroupBytes'> {
  return {
    threadgroups: [
      Math.ceil(columns / (width * across)),
      Math.ceil(rows / (height * (threads / across))),
      members * (outer?.extent ?? 1),
    ],
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: 0,
  };
}

/** The constants of that grid. */
export function gridConstants({ width, threads, across }: Direct): Record<string, number> {
  return { WIDTH: width, ACROSS: across, DOWN: threads / across };
}

/** A thread's first column and its row; threads that have none return. */
export const PLACE = lines(`
  const uint column = (group.x * ACROSS + thread_index % ACROSS) * WIDTH;
  const uint row = group.y * DOWN + thread_index / ACROSS;
  if (row >= sizes.rows || column >= sizes.columns)
      return;
`);

/** The lines of a header about the grid. */
export function describeGrid({ width, threads, across }: Direct, of = 'elements'): string[] {
  return [
    `thread               ${of} of a row: ${width}`,
    `threadgroup          ${threads / across} x ${across} threads, along rows`,
  ];
}

/** What a walk with a dimension outside of its members has further. */
const OUTER = {
  sizes: lines(`
    // Members of each index of the outer dimension, and elements from one index to the next.
    uint members, x_outer, y_outer;
  `),
  pointers: lines(`
    const uint outer = group.z / sizes.members, member = group.z % sizes.members;
    X += outer * sizes.x_outer;
    Y += outer * sizes.y_outer;
  `),
} as const;

function directSource(
  change: Change,
  config: Direct,
  contiguous: Record<'x' | 'y', boolean>,
  isOuter: boolean,
): string {
  const [from, to] = [DTYPE[change.dtype].msl, DTYPE[change.dtypeY].msl];
  const value = changed(change);
  const y = value === 'x[i]' ? 'x' : 'y';
  return sourceText(
    emitHeader(change, [
      'Each thread reads, changes and writes elements of its own.',
      ...describeGrid(config),
      ...(contiguous.x && contiguous.y
        ? []
        : [
            `rows                 of ${contiguous.x ? 'X' : 'Y'}; those of ${contiguous.x ? 'Y' : 'X'} are strided`,
          ]),
    ]),
    emitStart(WHOLE, isOuter ? OUTER.sizes : []),
    emitConstants(gridConstants(config)),
    ...emitChangeFunctions(change),
    contiguous.x ? emitLoad(from, config.width) : emitGather(from),
    contiguous.y ? emitStore(to, config.width) : emitScatter(to),
    emitKernel(
      {
        functionName: elementwiseName(change),
        threads: config.threads,
        parameters: [...bufferParameters(change), THREAD.group, THREAD.index],
      },
      [
        ...PLACE,
        ...(isOuter ? OUTER.pointers : []),
        ...emitPointers(change, isOuter ? 'member' : 'group.z', 'row'),
        `${from} x[WIDTH];`,
        contiguous.x
          ? 'load(x, X, column, sizes.columns, whole);'
          : 'gather(x, X, column, sizes.columns, sizes.x_column);',
        ...emitLoadAdded(change, 'column', 'whole'),
        ...(y === 'x' ? [] : [`${to} y[WIDTH];`, 'for (uint i = 0; i < WIDTH; i++)', `    y[i] = ${value};`]),
        contiguous.y
          ? `store(Y, column, sizes.columns, whole, ${y});`
          : `scatter(Y, column, sizes.columns, sizes.y_column, ${y});`,
      ],
    ),
  );
}

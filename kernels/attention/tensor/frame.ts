// What the kernels with tensor operations have in common.
import { DTYPE } from '../../msl/dtype.ts';
import {
  type Argument,
  declarationsOf,
  emitConstants,
  emitKernel,
  TENSOR_PREAMBLE,
  THREAD,
} from '../../msl/kernel.ts';
import { type Lines, lines, sourceText } from '../../msl/text.ts';
import type { MaskMap } from '../backward/masks.ts';
import { SIZES_STRUCT } from '../frame.ts';
import { transposeConstants } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { type BlockAxes, movesBlocks } from './blocks.ts';
import { FILL, STORE } from './elements.ts';
import { emitAccumulate } from './hand-over.ts';
import { emitMaskScores } from './mask.ts';
import { type TensorConfiguration, tensorShape } from './parameters.ts';

/** What the text of a kernel depends on. It serves all lengths, batches and numbers of heads. */
export interface TensorText {
  readonly problem: CompleteAttention;
  readonly config: TensorConfiguration;
  readonly args: readonly Argument[];
  /** For the mask `block-sparse`. */
  readonly map?: MaskMap;
}

/** The differences between the kernels. */
interface TensorKernel {
  readonly functionName: string;
  /** The comment at the top of the source. */
  readonly title: Lines;
  readonly axes: BlockAxes;
  /** The most of the head dimension that a threadgroup sums up, and its bytes of threadgroup memory. */
  readonly mostD: number;
  readonly threadgroupBytes: number;
  /** Functions that only this kernel needs. */
  readonly functions: readonly Lines[];
  /** The loop in pseudocode, above the kernel. */
  readonly comment: Lines;
  readonly body: Lines;
}

/** An operand for tensors, whose elements must not be const: Metal's headers then know no type of theirs. */
export function matrixArgument(name: string, { dtype }: CompleteAttention): Argument {
  return { declaration: `device ${DTYPE[dtype].msl} *${name}`, value: name };
}

export function tensorSource(text: TensorText, kernel: TensorKernel): string {
  const { problem, config, args } = text;
  const { threads, weightType } = tensorShape(problem, config, kernel.mostD);
  return sourceText(
    [...kernel.title, ...emitHeader(text, kernel)],
    [...TENSOR_PREAMBLE, '', ...SIZES_STRUCT],
    [`typedef ${DTYPE[problem.dtype].msl} Element;`, `typedef ${DTYPE[weightType].msl} Weight;`],
    emitConstants({ ...constantsOf(text, kernel), ...transposeConstants(problem), RELAXED: config.relaxed }),
    ...emitMaskScores(problem, config, kernel.axes),
    MATRIX,
    FILL,
    ...kernel.functions,
    emitAccumulate(kernel.axes, config),
    STORE,
    [
      ...kernel.comment,
      ...emitKernel(
        {
          functionName: kernel.functionName,
          threads,
          parameters: [...declarationsOf(args), THREAD.group, THREAD.simdgroup],
        },
        kernel.body,
      ),
    ],
  );
}

function constantsOf(
  { problem, config, map }: TensorText,
  { axes, mostD }: TensorKernel,
): Record<string, number> {
  const sizes = { [axes.rows]: config.rows, [axes.columns]: config.columns };
  return {
    SIMDGROUPS: config.simdgroups,
    ...sizes,
    SLICE_D: tensorShape(problem, config, mostD).sliceD,
    ...(map && { MAP_QUERIES: map.blockR, MAP_KEYS: map.blockC }),
  };
}

function emitHeader(
  { problem, config }: TensorText,
  { axes, mostD, threadgroupBytes }: TensorKernel,
): string[] {
  const { slices, sliceD } = tensorShape(problem, config, mostD);
  const [rows, columns] = axes.rows === 'QUERIES' ? ['queries', 'keys'] : ['keys', 'queries'];
  const parts = slices === 1 ? `up to ${sliceD}` : `${sliceD} columns of results per threadgroup`;
  return lines(`
    //
    // block                ${config.rows} ${rows} per SIMD-group, ${config.columns} ${columns} at a time; SIMD-groups per threadgroup: ${config.simdgroups}
    // head dimension       ${parts}
    // edges                ${movesBlocks(config) ? `the last block of ${columns} is moved inward; ` : ''}tensors are zero beyond their extents
    // mask                 ${problem.mask}
    // threadgroup memory   ${threadgroupBytes} bytes
    //
    // Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.
  `);
}

const MATRIX: Lines = lines(`
  // A matrix in device memory. The first coordinate of an element is the one that changes first in memory: the
  // column, or the row if the matrix is transposed. Beyond the extents there are zeros.
  typedef tensor<device Element, dextents<int, 2>, tensor_inline> Matrix;

  // Rows of a matrix, from a column on.
  template <bool TRANSPOSED>
  inline Matrix part_of(device Element *matrix, uint row, uint count, uint column, uint rows, uint columns) {
      if (TRANSPOSED)
          return Matrix(matrix + column * rows + row, dextents<int, 2>(count, columns - column),
                        array<int, 2>({1, int(rows)}));
      return Matrix(matrix + row * columns + column, dextents<int, 2>(columns - column, count),
                    array<int, 2>({1, int(columns)}));
  }
`);

/** Where a SIMD-group keeps weights, and what else it needs. */
export function emitMemory(
  arrays: readonly (readonly [type: string, name: string, elements: string])[],
): string[] {
  return arrays.flatMap(([type, name, elements]) => [
    `alignas(16) threadgroup ${type} all_${name}[SIMDGROUPS * ${elements}];`,
    `threadgroup ${type} *${name} = all_${name} + simdgroup_index * ${elements};`,
  ]);
}

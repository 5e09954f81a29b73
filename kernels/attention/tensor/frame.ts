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
import { FILL, STORE } from './elements.ts';
import { emitAccumulate } from './hand-over.ts';
import { emitMaskScores } from './mask.ts';
import { type TensorConfiguration, tensorShape } from './parameters.ts';

/** What the rows and the columns of a block of scores are. */
export type BlockAxes = typeof QUERY_ROWS | typeof KEY_ROWS;
export const QUERY_ROWS = { rows: 'QUERIES', columns: 'KEYS' } as const;
export const KEY_ROWS = { rows: 'KEYS', columns: 'QUERIES' } as const;

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
    ...emitMaskScores(problem, kernel.axes),
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
    // edges                tensors read zeros beyond their extents
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

  // A matrix from (row, column) on.
  template <bool TRANSPOSED>
  inline auto part_of(device Element *matrix, uint row, uint column, uint rows, uint columns) {
      if (TRANSPOSED)
          return Matrix(matrix, dextents<int, 2>(rows, columns)).slice(row, column);
      return Matrix(matrix, dextents<int, 2>(columns, rows)).slice(column, row);
  }
`);

/** Declares an operation, `matmul2d<...> name`. All its arguments are text. */
export function emitProduct(
  name: string,
  {
    m,
    n,
    k,
    left,
    right,
    adds,
  }: Readonly<Record<'m' | 'n' | 'k' | 'left' | 'right', string>> & {
    readonly adds: boolean;
  },
): string[] {
  const mode = `matmul2d_descriptor::mode::${adds ? 'multiply_accumulate' : 'multiply'}`;
  return [
    `constexpr auto ${name}_of = matmul2d_descriptor(${[m, n, k, left, right, 'RELAXED', mode].join(', ')});`,
    `matmul2d<${name}_of, execution_simdgroup> ${name};`,
  ];
}

/** The depth of a product along the head dimension, which the operands have. */
export const WHOLE_DEPTH = 'static_cast<int>(dynamic_extent)';

/** Where a SIMD-group keeps weights, and what else it needs. */
export function emitMemory(
  arrays: readonly (readonly [type: string, name: string, elements: string])[],
): string[] {
  return arrays.flatMap(([type, name, elements]) => [
    `alignas(16) threadgroup ${type} all_${name}[SIMDGROUPS * ${elements}];`,
    `threadgroup ${type} *${name} = all_${name} + simdgroup_index * ${elements};`,
  ]);
}

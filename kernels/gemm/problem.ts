import { type FieldTable, withDefaults } from '../field.ts';
import type { Issue } from '../issue.ts';
import { FLOAT_DTYPES, type FloatDType } from '../msl/dtype.ts';
import { ACTIVATIONS, type Activation } from '../msl/epilogue.ts';
import type { ProblemBase } from '../problem.ts';

/**
 * C = activation(alpha · A·B + beta · C + bias), for each member of a batch.
 *
 * A is [m, k], B is [k, n], C is [m, n], row-major; in memory, a transposed operand is [k, m] or [n, k]. A leading
 * dimension is the number of elements from one row in memory to the next, a stride from one member of the batch to the
 * next; with a stride of 0 all members share one A or one B. The bias is [n], in the data type of C.
 */
export interface GemmProblem extends ProblemBase {
  readonly op: 'gemm';
  /** Of A, and of B and C if they have none of their own. */
  readonly dtype: FloatDType;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly dtypeB?: FloatDType;
  readonly dtypeC?: FloatDType;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly alpha?: number;
  readonly beta?: number;
  readonly bias?: boolean;
  readonly activation?: Activation;
  readonly batch?: number;
  /** By default dense. */
  readonly lda?: number;
  readonly ldb?: number;
  readonly ldc?: number;
  readonly strideA?: number;
  readonly strideB?: number;
  readonly strideC?: number;
}

/** Range of a matrix extent. 16384² f32 is 1 GiB, the largest buffer that every Metal device supports. */
export const DIMENSION_RANGE = { min: 1, max: 16384 } as const;

/** Sums may be longer: some libraries are known to go wrong from 32767 terms on, see library-faults.ts. */
const LARGEST_K = 65_536;

/** The largest buffer in elements: 1 GiB of f32. Offsets fit into a uint with room to spare. */
export const LARGEST_ELEMENTS = 2 ** 28;

const EXTENT = { kind: 'number', ...DIMENSION_RANGE, isWhole: true } as const;
const OPTIONAL_DTYPE = { kind: 'choice', choices: FLOAT_DTYPES, default: null } as const;
const LEADING = { ...EXTENT, max: LARGEST_K, default: null } as const;
const STRIDE = { kind: 'number', min: 0, max: LARGEST_ELEMENTS, isWhole: true, default: null } as const;
const FACTOR = { kind: 'number', min: -1e4, max: 1e4, isWhole: false } as const;

export const GEMM_FIELDS = {
  dtype: { kind: 'choice', label: 'Data type', choices: FLOAT_DTYPES },
  m: { ...EXTENT, label: 'M', isExtent: true },
  n: { ...EXTENT, label: 'N', isExtent: true },
  k: { ...EXTENT, max: LARGEST_K, label: 'K', isExtent: true },
  dtypeB: { ...OPTIONAL_DTYPE, label: 'Data type of B' },
  dtypeC: { ...OPTIONAL_DTYPE, label: 'Data type of C' },
  transposeA: { kind: 'flag', label: 'A transposed', default: false },
  transposeB: { kind: 'flag', label: 'B transposed', default: false },
  alpha: { ...FACTOR, label: 'Alpha', default: 1 },
  beta: { ...FACTOR, label: 'Beta', default: 0 },
  bias: { kind: 'flag', label: 'Bias', default: false },
  activation: { kind: 'choice', label: 'Activation', choices: ACTIVATIONS, default: 'none' },
  batch: { kind: 'number', label: 'Batch', min: 1, max: 65_535, isWhole: true, default: 1 },
  lda: { ...LEADING, label: 'Leading dimension of A' },
  ldb: { ...LEADING, label: 'Leading dimension of B' },
  ldc: { ...LEADING, label: 'Leading dimension of C' },
  strideA: { ...STRIDE, label: 'Stride of A' },
  strideB: { ...STRIDE, label: 'Stride of B' },
  strideC: { ...STRIDE, label: 'Stride of C' },
} as const satisfies FieldTable;

/** A problem with a value for every field. */
export type CompleteGemm = Required<GemmProblem>;

/** The layout of a matrix in memory, in elements. */
interface Layout {
  /** Rows and columns in memory: exchanged if the operand is transposed. */
  readonly rows: number;
  readonly columns: number;
  readonly leading: number;
  /** From one member of the batch to the next. */
  readonly stride: number;
  /** Elements of the whole buffer. */
  readonly elements: number;
}

/** The layouts of A, B and C: dense unless the problem says otherwise. */
export function layoutsOf(problem: GemmProblem): Readonly<Record<'a' | 'b' | 'c', Layout>> {
  const { m, n, k, transposeA, transposeB, batch = 1 } = problem;
  return {
    a: layout(transposeA ? [k, m] : [m, k], problem.lda, problem.strideA, batch),
    b: layout(transposeB ? [n, k] : [k, n], problem.ldb, problem.strideB, batch),
    c: layout([m, n], problem.ldc, problem.strideC, batch),
  };
}

function layout(
  [rows, columns]: readonly [number, number],
  leading = columns,
  stride = rows * leading,
  batch: number,
): Layout {
  // The buffer ends with the last row of the last member: its padding is not read.
  return { rows, columns, leading, stride, elements: (batch - 1) * stride + (rows - 1) * leading + columns };
}

/** Completes a problem: by default, B and C have the data type of A, and matrices are dense. */
export function completeGemm(given: GemmProblem): CompleteGemm {
  const problem = withDefaults(GEMM_FIELDS, given);
  const { a, b, c } = layoutsOf(problem);
  return {
    dtypeB: problem.dtype,
    dtypeC: problem.dtype,
    lda: a.leading,
    ldb: b.leading,
    ldc: c.leading,
    strideA: a.stride,
    strideB: b.stride,
    strideC: c.stride,
    ...problem,
  };
}

/** What is wrong with the combination of fields. */
export function checkGemm(problem: CompleteGemm): Issue[] {
  const layouts = layoutsOf(problem);
  return (['a', 'b', 'c'] as const).flatMap((operand) => {
    const { rows, columns, leading, stride, elements } = layouts[operand];
    const letter = operand.toUpperCase();
    if (leading < columns) {
      const expected = `at least the ${columns} elements of a row of ${letter}`;
      return [{ parameter: `ld${operand}`, value: leading, expected }];
    }
    const span = (rows - 1) * leading + columns;
    const isShared = stride === 0 && operand !== 'c';
    if (stride < span && !isShared && problem.batch > 1) {
      const expected = `at least the ${span} elements of one ${letter}${operand === 'c' ? '' : ', or 0'}`;
      return [{ parameter: `stride${letter}`, value: stride, expected }];
    }
    if (elements <= LARGEST_ELEMENTS) return [];
    const expected = `at most ${LARGEST_ELEMENTS} elements in one buffer`;
    return [{ parameter: letter, value: elements, expected }];
  });
}

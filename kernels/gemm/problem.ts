import { type FieldTable, withDefaults } from '../field.ts';
import type { Issue } from '../issue.ts';
import { checkLayout, LARGEST_ELEMENTS, type Layout, layoutOf } from '../layout.ts';
import {
  isWholeType,
  OPERAND_DTYPES,
  type OperandDType,
  RESULT_DTYPES,
  type ResultDType,
} from '../msl/dtype.ts';
import { ACTIVATIONS, type Activation } from '../msl/epilogue.ts';
import type { ProblemBase } from '../problem.ts';

/**
 * C = activation(alpha · A·B + beta · C + bias), for each member of a batch.
 *
 * A is [m, k], B is [k, n], C is [m, n], row-major; in memory, a transposed operand is [k, m] or [n, k]. A leading
 * dimension is the number of elements from one row in memory to the next, a stride from one member of the batch to the
 * next; with a stride of 0 all members share one A or one B. The bias is [n], in the data type of C.
 *
 * Where both operands are whole numbers, both are i8 or both u8, and C is their plain product in i32.
 */
export interface GemmProblem extends ProblemBase {
  readonly op: 'gemm';
  /** Of A, and of B and C if they have none of their own. */
  readonly dtype: OperandDType;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly dtypeB?: OperandDType;
  readonly dtypeC?: ResultDType;
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

const EXTENT = { kind: 'number', ...DIMENSION_RANGE, isWhole: true } as const;
const LEADING = { ...EXTENT, max: LARGEST_K, default: null } as const;
const STRIDE = { kind: 'number', min: 0, max: LARGEST_ELEMENTS, isWhole: true, default: null } as const;
const FACTOR = { kind: 'number', min: -1e4, max: 1e4, isWhole: false } as const;

export const GEMM_FIELDS = {
  dtype: { kind: 'choice', label: 'Data type', choices: OPERAND_DTYPES },
  m: { ...EXTENT, label: 'M', isExtent: true },
  n: { ...EXTENT, label: 'N', isExtent: true },
  k: { ...EXTENT, max: LARGEST_K, label: 'K', isExtent: true },
  dtypeB: { kind: 'choice', label: 'Data type of B', choices: OPERAND_DTYPES, default: null },
  dtypeC: { kind: 'choice', label: 'Data type of C', choices: RESULT_DTYPES, default: null },
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

/** The layouts of A, B and C: dense unless the problem says otherwise. */
export function layoutsOf(problem: GemmProblem): Readonly<Record<'a' | 'b' | 'c', Layout>> {
  const { m, n, k, transposeA, transposeB, batch = 1 } = problem;
  return {
    a: layoutOf(transposeA ? [k, m] : [m, k], { leading: problem.lda, stride: problem.strideA, batch }),
    b: layoutOf(transposeB ? [n, k] : [k, n], { leading: problem.ldb, stride: problem.strideB, batch }),
    c: layoutOf([m, n], { leading: problem.ldc, stride: problem.strideC, batch }),
  };
}

/** Completes a problem: by default, B has the data type of A, C that of both, and matrices are dense. */
export function completeGemm(given: GemmProblem): CompleteGemm {
  const problem = withDefaults(GEMM_FIELDS, given);
  const { a, b, c } = layoutsOf(problem);
  const dtypeB = problem.dtypeB ?? problem.dtype;
  return {
    dtypeB,
    dtypeC: productType(problem.dtype, dtypeB),
    lda: a.leading,
    ldb: b.leading,
    ldc: c.leading,
    strideA: a.stride,
    strideB: b.stride,
    strideC: c.stride,
    ...problem,
  };
}

/** The type of a product, unless the problem says otherwise: that of A, or of B where A is whole numbers. */
function productType(a: OperandDType, b: OperandDType): ResultDType {
  if (!isWholeType(a)) return a;
  return isWholeType(b) ? 'i32' : b;
}

/** Whether sums are whole numbers, and exact. */
export function isWholeProduct({ dtype, dtypeB }: Pick<CompleteGemm, 'dtype' | 'dtypeB'>): boolean {
  return isWholeType(dtype) && isWholeType(dtypeB);
}

/** The most terms of u8 whose sum an i32 holds. */
const MOST_OF_U8 = Math.floor((2 ** 31 - 1) / 255 ** 2);

/** What is wrong with data types and the epilogue: there is none for sums of whole numbers. */
function checkTypes(problem: CompleteGemm): Issue[] {
  const { dtype, dtypeB, dtypeC, k, alpha, beta, bias, activation } = problem;
  if (!isWholeProduct(problem)) {
    if (dtypeC !== 'i32') return [];
    const expected = 'f32, f16 or bf16 (i32 holds products of whole numbers only)';
    return [{ parameter: 'dtypeC', value: dtypeC, expected }];
  }
  const rules: [parameter: string, value: unknown, only: unknown, why: string][] = [
    ['dtypeB', dtypeB, dtype, `beside an A of ${dtype}`],
    ['dtypeC', dtypeC, 'i32', 'for sums of whole numbers'],
    ['alpha', alpha, 1, 'for sums of whole numbers'],
    ['beta', beta, 0, 'for sums of whole numbers'],
    ['bias', bias, false, 'for sums of whole numbers'],
    ['activation', activation, 'none', 'for sums of whole numbers'],
  ];
  const issues = rules
    .filter(([, value, only]) => value !== only)
    .map(([parameter, value, only, why]) => ({ parameter, value, expected: `${only} ${why}` }));
  const isLong = dtype === 'u8' && k > MOST_OF_U8;
  const long = { parameter: 'k', value: k, expected: `at most ${MOST_OF_U8}, whose sums of u8 fit in i32` };
  return isLong ? [...issues, long] : issues;
}

/** What is wrong with the combination of fields. */
export function checkGemm(problem: CompleteGemm): Issue[] {
  const { a, b, c } = layoutsOf(problem);
  return [
    ...checkTypes(problem),
    ...checkLayout('A', a, true),
    ...checkLayout('B', b, true),
    ...checkLayout('C', c, false),
  ];
}

import { type FieldTable, withDefaults } from '../field.ts';
import type { Issue } from '../issue.ts';
import { checkLayout, LARGEST_ELEMENTS, type Layout, layoutOf } from '../layout.ts';
import { type DType, FLOAT_DTYPES } from '../msl/dtype.ts';
import { ACTIVATIONS, type Activation } from '../msl/epilogue.ts';
import type { ProblemBase } from '../problem.ts';
import { type Dimension, PERMUTATIONS, type Permutation, sizesOf } from './walk.ts';

/** What happens to elements on their way from X to Y. */
export const OPERATIONS = ['copy', 'cast', 'transpose', 'bias', 'activation', 'residual', 'rotary'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const ELEMENT_DTYPES = [...FLOAT_DTYPES, 'i8'] as const satisfies readonly DType[];
export type ElementDType = (typeof ELEMENT_DTYPES)[number];

/**
 * Y = f(X), element by element. X is [batch, m, n], row-major; a leading dimension is the number of elements from one
 * row in memory to the next, a stride from one member of the batch to the next. Y has X's shape, but if it is transposed
 * its dimensions in the order of `permutation`: with `bnm`, each member is transposed for itself.
 *
 * copy: Y = X, between different leading dimensions and strides. cast: the same, to another data type. To i8, numbers
 * are rounded to the nearest integer, halves to the even one; what is beyond becomes −128 or 127, and NaN becomes 0.
 *
 * bias: Y = activation(X + bias), with a bias of n elements. residual: Y = activation(X + R), with R in memory like X.
 * activation: Y = activation(X).
 *
 * rotary: rotary position embedding (Su et al., RoFormer, arXiv 2104.09864). A row is a position, and has `heads` heads
 * of d = n / heads elements. Pair i of a head is turned by the angle (position + row) · base^(−2i / d). A pair is 2i and
 * 2i + 1, or with `halves` i and i + d / 2.
 */
export interface ElementwiseProblem extends ProblemBase {
  readonly op: 'elementwise';
  /** Of X, R and the bias, and of Y if it has none of its own. */
  readonly dtype: ElementDType;
  readonly operation: Operation;
  readonly m: number;
  readonly n: number;
  /** By default that of X; of a cast f16 from f32, and f32 from others. */
  readonly dtypeY?: ElementDType;
  readonly activation?: Activation;
  readonly permutation?: Permutation;
  readonly heads?: number;
  readonly pairs?: 'interleaved' | 'halves';
  readonly base?: number;
  /** Of the first row. */
  readonly position?: number;
  readonly batch?: number;
  /** By default dense. Those of Y are of its own dimensions. */
  readonly ldx?: number;
  readonly ldy?: number;
  /** With 0, all members share one X. */
  readonly strideX?: number;
  readonly strideY?: number;
}

const EXTENT = { kind: 'number', min: 1, max: 2 ** 24, isWhole: true } as const;
const STRIDE = { kind: 'number', min: 0, max: LARGEST_ELEMENTS, isWhole: true, default: null } as const;

export const ELEMENTWISE_FIELDS = {
  dtype: { kind: 'choice', label: 'Data type', choices: ELEMENT_DTYPES },
  operation: { kind: 'choice', label: 'Operation', choices: OPERATIONS },
  m: { ...EXTENT, label: 'Rows', isExtent: true },
  n: { ...EXTENT, label: 'Columns', isExtent: true },
  dtypeY: { kind: 'choice', label: 'Data type of Y', choices: ELEMENT_DTYPES, default: null },
  activation: { kind: 'choice', label: 'Activation', choices: ACTIVATIONS, default: null },
  permutation: { kind: 'choice', label: 'Dimensions of Y', choices: PERMUTATIONS, default: 'bnm' },
  heads: { kind: 'number', label: 'Heads', min: 1, max: 1024, isWhole: true, default: 1 },
  pairs: { kind: 'choice', label: 'Pairs', choices: ['interleaved', 'halves'], default: 'interleaved' },
  base: { kind: 'number', label: 'Base', min: 2, max: 1e8, isWhole: false, default: 10_000 },
  position: { kind: 'number', label: 'First position', min: 0, max: 2 ** 20, isWhole: true, default: 0 },
  batch: { kind: 'number', label: 'Batch', min: 1, max: 65_535, isWhole: true, default: 1 },
  ldx: { ...EXTENT, label: 'Leading dimension of X', default: null },
  ldy: { ...EXTENT, label: 'Leading dimension of Y', default: null },
  strideX: { ...STRIDE, label: 'Stride of X' },
  strideY: { ...STRIDE, label: 'Stride of Y' },
} as const satisfies FieldTable;

/** A problem with a value for every field. */
export type CompleteElementwise = Required<ElementwiseProblem>;

/** The dimensions of Y in order. */
export function dimensionsOfY({
  operation,
  permutation = ELEMENTWISE_FIELDS.permutation.default,
}: ElementwiseProblem): readonly [Dimension, Dimension, Dimension] {
  return [...(operation === 'transpose' ? permutation : 'bmn')] as [Dimension, Dimension, Dimension];
}

/** The layouts of X, which is also that of R, and of Y. */
export function layoutsOf(problem: ElementwiseProblem): Readonly<Record<'x' | 'y', Layout>> {
  const { m, n, batch = 1, ldx, ldy, strideX, strideY } = problem;
  const [outer, rows, columns] = dimensionsOfY(problem).map(
    (dimension) => sizesOf({ m, n, batch })[dimension],
  ) as [number, number, number];
  return {
    x: layoutOf([m, n], { leading: ldx, stride: strideX, batch }),
    y: layoutOf([rows, columns], { leading: ldy, stride: strideY, batch: outer }),
  };
}

export function completeElementwise(given: ElementwiseProblem): CompleteElementwise {
  const problem = withDefaults(ELEMENTWISE_FIELDS, given);
  const { x, y } = layoutsOf(problem);
  const cast = problem.dtype === 'f32' ? 'f16' : 'f32';
  return {
    dtypeY: problem.operation === 'cast' ? cast : problem.dtype,
    activation: problem.operation === 'activation' ? 'gelu' : 'none',
    ldx: x.leading,
    ldy: y.leading,
    strideX: x.stride,
    strideY: y.stride,
    ...problem,
  };
}

/** The operations that have a field; all others have every operation. */
const OPERATIONS_WITH = {
  activation: ['activation', 'bias', 'residual'],
  permutation: ['transpose'],
  heads: ['rotary'],
  pairs: ['rotary'],
  base: ['rotary'],
  position: ['rotary'],
} as const satisfies Partial<Record<keyof ElementwiseProblem, readonly Operation[]>>;

const MOVES: readonly Operation[] = ['copy', 'cast', 'transpose'];

/** Whether an operation only moves elements, perhaps to another data type. */
export function isMove({ operation }: Pick<ElementwiseProblem, 'operation'>): boolean {
  return MOVES.includes(operation);
}

/** What is wrong with the combination of fields. */
export function checkElementwise(problem: CompleteElementwise, asked: ElementwiseProblem): Issue[] {
  const { x, y } = layoutsOf(problem);
  return [
    ...checkOptions(problem, asked),
    ...checkTypes(problem),
    ...checkHeads(problem),
    ...checkLayout('X', x, true),
    ...checkLayout('Y', y, false),
  ];
}

function checkOptions({ operation, activation }: CompleteElementwise, asked: ElementwiseProblem): Issue[] {
  const issues = Object.entries(OPERATIONS_WITH).flatMap(([parameter, operations]): Issue[] => {
    const value = asked[parameter as keyof typeof OPERATIONS_WITH];
    const usual = ELEMENTWISE_FIELDS[parameter as keyof typeof OPERATIONS_WITH].default;
    const isKnown = (operations as readonly Operation[]).includes(operation);
    if (value === undefined || value === usual || isKnown) return [];
    return [{ parameter, value, expected: `no value unless operation is ${operations.join(' or ')}` }];
  });
  if (operation === 'activation' && activation === 'none') {
    const expected = ACTIVATIONS.filter((one) => one !== 'none').join(', ');
    issues.push({ parameter: 'activation', value: activation, expected });
  }
  return issues;
}

function checkTypes(problem: CompleteElementwise): Issue[] {
  const { operation, dtype, dtypeY } = problem;
  if (operation === 'copy' && dtypeY !== dtype) {
    const expected = `${dtype}, as X has (operation cast changes the data type)`;
    return [{ parameter: 'dtypeY', value: dtypeY, expected }];
  }
  if (operation === 'cast' && dtypeY === dtype) {
    const expected = ELEMENT_DTYPES.filter((one) => one !== dtype).join(', ');
    return [{ parameter: 'dtypeY', value: dtypeY, expected }];
  }
  if (isMove(problem)) return [];
  return (['dtype', 'dtypeY'] as const).flatMap((parameter) =>
    problem[parameter] === 'i8'
      ? [{ parameter, value: 'i8', expected: `${FLOAT_DTYPES.join(', ')} with operation = ${operation}` }]
      : [],
  );
}

function checkHeads({ operation, n, heads }: CompleteElementwise): Issue[] {
  if (operation !== 'rotary' || n % (2 * heads) === 0) return [];
  return [{ parameter: 'n', value: n, expected: `a multiple of ${2 * heads}: pairs in ${heads} heads` }];
}

import { NativeError } from '../error.ts';
import type {
  ConvolutionSpec,
  CopySpec,
  DeviceBuffer,
  ElementwiseSpec,
  NormalizationSpec,
  ProductSpec,
  RoutineName,
  RoutineSpec,
} from '../types.ts';
import { checkChoice, checkCount, LARGEST_COUNT } from './validation.ts';

/** Every routine, with the problem it solves. */
export const ROUTINES = {
  'mps-matmul': 'product',
  'mpsgraph-matmul': 'product',
  'mps-attention': 'attention',
  'mpsgraph-attention': 'attention',
  'cblas-sgemm': 'product',
  'cblas-dgemm': 'product',
  'cblas-attention': 'attention',
  'cblas-convolution': 'convolution',
  'mpsgraph-convolution': 'convolution',
  'mpsgraph-normalization': 'normalization',
  'cblas-copy': 'copy',
  'mpsgraph-elementwise': 'elementwise',
} as const satisfies Record<
  RoutineName,
  'product' | 'attention' | 'convolution' | 'normalization' | 'copy' | 'elementwise'
>;

const isConvolution = (spec: RoutineSpec): spec is ConvolutionSpec => ROUTINES[spec.name] === 'convolution';
const isProduct = (spec: RoutineSpec): spec is ProductSpec => ROUTINES[spec.name] === 'product';

const isNormalization = (spec: RoutineSpec): spec is NormalizationSpec =>
  ROUTINES[spec.name] === 'normalization';

const isCopy = (spec: RoutineSpec): spec is CopySpec => ROUTINES[spec.name] === 'copy';

const isElementwise = (spec: RoutineSpec): spec is ElementwiseSpec => ROUTINES[spec.name] === 'elementwise';

/** A buffer of a routine, and the extents of what is in it. */
export interface Operand {
  readonly buffer: DeviceBuffer;
  readonly extents: readonly number[];
  /** By default that of the routine. */
  readonly dtype?: RoutineSpec['dtype'];
}

/** What a routine's specification may leave out. */
export function defaultsOf(spec: RoutineSpec): Record<string, unknown> {
  return { batch: 1, optimizationLevel: 0, ...(isConvolution(spec) && convolutionOptions(spec)) };
}

/** A routine's buffers. Throws NativeError BAD_ARGUMENT, and UNSUPPORTED for what only other routines can do. */
export function operandsOf(spec: RoutineSpec): Record<string, Operand> {
  if (isProduct(spec)) {
    const { batch, m, n, k } = checkExtents({ batch: spec.batch ?? 1, m: spec.m, n: spec.n, k: spec.k });
    checkBeyondPlain(spec);
    const members = (isShared = false) => (isShared || batch === 1 ? [] : [batch]);
    return {
      a: { buffer: spec.a, extents: [...members(spec.sharedA), spec.sameRowsA ? 1 : m, k] },
      b: { buffer: spec.b, extents: [...members(spec.sharedB), k, n] },
      c: { buffer: spec.c, extents: [...members(), m, n] },
      ...(spec.bias && { bias: { buffer: spec.bias, extents: [n] } }),
    };
  }
  if (isConvolution(spec)) return convolutionOperands(spec);
  if (isNormalization(spec)) return normalizationOperands(spec);
  if (isElementwise(spec)) return elementwiseOperands(spec);
  if (isCopy(spec)) {
    const { members, rows, columns, x, y } = spec;
    checkExtents({ members, rows, columns, elements: members * rows * columns });
    const extents = [members, rows, columns];
    return { x: { buffer: x, extents }, y: { buffer: y, extents } };
  }
  const { heads, rows, columns, d } = spec;
  checkExtents({ heads, rows, columns, d });
  return {
    q: { buffer: spec.q, extents: [heads, rows, d] },
    k: { buffer: spec.k, extents: [heads, columns, d] },
    v: { buffer: spec.v, extents: [heads, columns, d] },
    o: { buffer: spec.o, extents: [heads, rows, d] },
  };
}

function normalizationOperands(spec: NormalizationSpec): Record<string, Operand> {
  const { rows, groups, channels, positions, x, y, weight, bias, mean, variance } = spec;
  checkExtents({ rows, groups, channels, positions });
  const own = [groups, channels];
  if ((mean === undefined) !== (variance === undefined) || (mean && spec.dtype !== 'f32')) {
    throw new NativeError('BAD_ARGUMENT', `${spec.name}: expected a mean and a variance, of f32, or neither`);
  }
  if (spec.softmax && (weight || bias || mean)) {
    throw new NativeError('BAD_ARGUMENT', `${spec.name}: expected only x and y with softmax`);
  }
  return {
    x: { buffer: x, extents: [rows, ...own, positions] },
    y: { buffer: y, extents: [rows, ...own, positions] },
    ...(weight && { weight: { buffer: weight, extents: own } }),
    ...(bias && { bias: { buffer: bias, extents: own } }),
    ...(mean && { mean: { buffer: mean, extents: own } }),
    ...(variance && { variance: { buffer: variance, extents: own } }),
  };
}

function elementwiseOperands(spec: ElementwiseSpec): Record<string, Operand> {
  const { name, extents, permutation, dtype, dtypeY, x, y } = spec;
  checkExtents(Object.fromEntries(extents.map((extent, index) => [`extents[${index}]`, extent])));
  // Casts to i8 cut off fractions and are of no use here.
  checkChoice('dtypeY', dtypeY, dtype === 'i8' ? ['f32', 'f16', 'bf16', 'i8'] : ['f32', 'f16', 'bf16']);
  const inOrder = extents.map((_, index) => index);
  if (permutation.toSorted().join() !== inOrder.join()) {
    throw new NativeError('BAD_ARGUMENT', `permutation = ${permutation}: expected ${inOrder} in any order`);
  }
  if (dtype === dtypeY && permutation.join() === inOrder.join()) {
    throw new NativeError('BAD_ARGUMENT', `${name}: expected another data type or another order`);
  }
  return { x: { buffer: x, extents }, y: { buffer: y, extents, dtype: dtypeY } };
}

function convolutionOptions(spec: ConvolutionSpec) {
  const { layout, weightLayout, direction = 'forward', activation = 'none' } = spec;
  return { weightLayout: weightLayout ?? (layout === 'NHWC' ? 'OHWI' : 'OIHW'), direction, activation };
}

const ACTIVATIONS = ['none', 'relu', 'gelu', 'gelu-tanh', 'silu'] as const;

/** What only MPSGraph's convolution can do is refused for the others, and what no gradient has. */
function checkConvolution(spec: ConvolutionSpec): void {
  const { name, layout, bias } = spec;
  const { weightLayout, direction, activation } = convolutionOptions(spec);
  checkChoice('layout', layout, ['NHWC', 'NCHW']);
  checkChoice('weightLayout', weightLayout, ['OHWI', 'OIHW']);
  checkChoice('direction', direction, ['forward', 'data', 'weights']);
  checkChoice('activation', activation, ACTIVATIONS);
  const isForward = direction === 'forward';
  const isPlain = isForward && activation === 'none' && (layout === 'NHWC') === (weightLayout === 'OHWI');
  if (!isPlain && name !== 'mpsgraph-convolution') {
    throw new NativeError(
      'UNSUPPORTED',
      `${name}: expected a forward convolution of NHWC with OHWI or of NCHW with OIHW, without an activation`,
    );
  }
  if (!isForward && (bias || activation !== 'none')) {
    throw new NativeError('BAD_ARGUMENT', `${name}: expected no bias and no activation in a gradient`);
  }
}

/** Images, weights and a bias. */
function convolutionOperands(spec: ConvolutionSpec) {
  checkConvolution(spec);
  const { batch, channels, filters, groups } = checkExtents({
    batch: spec.batch,
    channels: spec.channels,
    filters: spec.filters,
    groups: spec.groups,
  });
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new NativeError('BAD_ARGUMENT', `groups = ${groups}: expected a divisor of channels and filters`);
  }
  const axes = (of: 'extent' | 'window' | 'positions') => spec.axes.map((axis) => axis[of]);
  for (const { after, before, ...extents } of spec.axes) {
    checkExtents(extents);
    checkCount('before', before, 0, LARGEST_COUNT);
    checkCount('after', after, 0, LARGEST_COUNT);
  }
  return {
    x: { buffer: spec.x, extents: [batch, ...axes('extent'), channels] },
    w: { buffer: spec.w, extents: [filters, ...axes('window'), channels / groups] },
    y: { buffer: spec.y, extents: [batch, ...axes('positions'), filters] },
    ...(spec.bias && { bias: { buffer: spec.bias, extents: [filters] } }),
  };
}

/** What only MPSGraph's product can do is refused for the others. */
function checkBeyondPlain({ name, batch = 1, bias, sameRowsA = false, transposeA }: ProductSpec): void {
  const isPlain = batch === 1 && !bias && !sameRowsA;
  if (!isPlain && name !== 'mpsgraph-matmul') {
    throw new NativeError('UNSUPPORTED', `${name}: expected a plain product, without a batch or a bias`);
  }
  if (sameRowsA && (transposeA || batch > 1)) {
    throw new NativeError('BAD_ARGUMENT', 'sameRowsA: expected one product, and A not transposed');
  }
}

function checkExtents<T extends Record<string, number>>(extents: T): T {
  for (const [name, value] of Object.entries(extents)) checkCount(name, value, 1, LARGEST_COUNT);
  return extents;
}

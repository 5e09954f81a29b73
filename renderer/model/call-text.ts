import type {
  AttentionCall,
  ConvolutionCall,
  CopyCall,
  ElementwiseCall,
  LibraryCall,
  NormalizationCall,
  ProductCall,
} from '../../kernels/index.ts';

/** The library call of a contender, as it would be written, with the problem's extents. */
export function callText(call: LibraryCall): string {
  if ('m' in call) return PRODUCTS[call.routine](call);
  if ('members' in call) return copyText(call);
  if ('permutation' in call) return elementwiseText(call);
  if ('axes' in call) return CONVOLUTION[call.routine](call);
  return 'heads' in call ? ATTENTION[call.routine](call) : normalizationText(call);
}

const DATA_TYPES = { f32: 'float32', f16: 'float16', bf16: 'bFloat16', i8: 'int8' } as const;

const PRODUCTS: Readonly<Record<ProductCall['routine'], (call: ProductCall) => string>> = {
  'cblas-sgemm': (call) => cblasText('cblas_sgemm', 'f', call),
  'cblas-dgemm': (call) => cblasText('cblas_dgemm', '', call),
  'mps-matmul': ({ m, n, k, dtype, transposeA, transposeB }) =>
    lines('MPSMatrixMultiplication', [
      ['transposeLeft', transposeA],
      ['transposeRight', transposeB],
      ['resultRows', m],
      ['resultColumns', n],
      ['interiorColumns', k],
      ['alpha', 1],
      ['beta', 0],
      ['dataType', DATA_TYPES[dtype]],
    ]),
  'mpsgraph-matmul': (call) => {
    const { m, n, k, batch, sharedA, sharedB, dtype, transposeA, transposeB, buffers } = call;
    const operand = (matrix: [number, number], isTransposed: boolean, isShared: boolean) => {
      const members = batch === 1 ? [] : [isShared ? 1 : batch];
      const stored = isTransposed ? matrix.toReversed() : matrix;
      return `${shape([...members, ...stored])}${isTransposed ? ', transposed' : ''}`;
    };
    return lines(`MPSGraph matrixMultiplication${buffers.bias ? ', addition' : ''}`, [
      ['primary', operand([m, k], transposeA, sharedA)],
      ['secondary', operand([k, n], transposeB, sharedB)],
      ...(buffers.bias ? [['bias', shape([n])] as const] : []),
      ['dataType', DATA_TYPES[dtype]],
      ...levelRows(call),
    ]);
  },
};

const ATTENTION: Readonly<Record<AttentionCall['routine'], (call: AttentionCall) => string>> = {
  'mpsgraph-attention': (call) => lines('MPSGraph scaledDotProductAttention', attentionRows(call)),
  'mps-attention': (call) =>
    lines('MPSGraph matrixMultiplication, softMax, matrixMultiplication', attentionRows(call)),
  'cblas-attention': (call) => lines('cblas_sgemm, softmax, cblas_sgemm per head', attentionRows(call)),
};

function copyText({ members, rows, columns, transpose }: CopyCall): string {
  const name = transpose ? 'cblas_somatcopy or vDSP_mtrans per member' : 'cblas_scopy';
  return lines(name, [
    ['x', shape([members, rows, columns])],
    ['y', shape(transpose ? [members, columns, rows] : [members, rows, columns])],
  ]);
}

function elementwiseText(call: ElementwiseCall): string {
  const { extents, permutation, dtype, dtypeY } = call;
  const isPermuted = permutation.some((dimension, index) => dimension !== index);
  const operations = [...(isPermuted ? ['transpose'] : []), ...(dtype === dtypeY ? [] : ['cast'])];
  return lines(`MPSGraph ${operations.join(', ')}`, [
    ['tensor', shape(extents)],
    ...(isPermuted ? [['permutation', shape(permutation)] as const] : []),
    ['dataType', DATA_TYPES[dtype]],
    ...(dtype === dtypeY ? [] : [['toType', DATA_TYPES[dtypeY]] as const]),
    ...levelRows(call),
  ]);
}

function attentionRows(call: AttentionCall): Row[] {
  const { heads, rows, columns, d, scale, causal, dtype, optimizationLevel } = call;
  return [
    ['query', shape([heads, rows, d])],
    ['key, value', shape([heads, columns, d])],
    ['mask', causal ? 'causal' : 'none'],
    ['scale', scale],
    ['dataType', DATA_TYPES[dtype]],
    ...levelRows({ optimizationLevel }),
  ];
}

const CONVOLUTION: Readonly<Record<ConvolutionCall['routine'], (call: ConvolutionCall) => string>> = {
  'cblas-convolution': (call) => lines('im2col, cblas_sgemm per block', convolutionRows(call)),
  'mpsgraph-convolution': (call) => lines(graphConvolution(call), convolutionRows(call)),
};

/** "MPSGraph convolution2D, addition, reLU": the operations. */
function graphConvolution({
  groups,
  channels,
  filters,
  axes,
  direction,
  activation,
  buffers,
}: ConvolutionCall) {
  const isDepthwise = groups > 1 && groups === channels && groups === filters;
  const [{ extent, window, positions, before }] = axes;
  const isFlat = extent === 1 && window === 1 && positions === 1 && before === 0;
  const kind = isDepthwise ? 'depthwiseConvolution3D' : `convolution${isFlat ? 2 : 3}D`;
  const operations = [
    `${kind}${{ forward: '', data: 'DataGradient', weights: 'WeightsGradient' }[direction]}`,
    ...(buffers.bias ? ['addition'] : []),
    ...(activation === 'none' ? [] : [activation]),
  ];
  return `MPSGraph ${operations.join(', ')}`;
}

function convolutionRows({
  layout,
  batch,
  channels,
  filters,
  groups,
  axes,
  dtype,
  weightLayout,
  ...call
}: ConvolutionCall): Row[] {
  const of = (name: keyof (typeof axes)[0]) => shape(axes.map((axis) => axis[name]));
  return [
    ['layout', `${layout}, ${weightLayout}`],
    ['batch', batch],
    ['channels, filters', `${channels}, ${filters}`],
    ...(groups > 1 ? [['groups', groups] as const] : []),
    ['image', of('extent')],
    ['window', of('window')],
    ['stride', of('stride')],
    ['dilation', of('dilation')],
    ['padding', `${of('before')} before, ${of('after')} after`],
    ...(call.buffers.bias ? [['bias', shape([filters])] as const] : []),
    ['dataType', DATA_TYPES[dtype]],
    ...levelRows(call),
  ];
}

function normalizationText(call: NormalizationCall): string {
  const { softmax, rows, groups, channels, positions, epsilon, dtype, buffers } = call;
  const own = shape([1, groups, channels, 1]);
  const end: Row[] = [['dataType', DATA_TYPES[dtype]], ...levelRows(call)];
  if (softmax) {
    return lines('MPSGraph softMax', [
      ['tensor', shape([rows, groups * channels * positions])],
      ['axis', -1],
      ...end,
    ]);
  }
  const given = (['mean', 'variance', 'weight', 'bias'] as const).filter((name) => buffers[name]);
  return lines(`MPSGraph ${buffers.mean ? '' : 'mean, variance, '}normalization`, [
    ['tensor', shape([rows, groups, channels, positions])],
    ...(buffers.mean ? [] : [['axes', shape([2, 3])] as const]),
    ...given.map((name) => [LIBRARY_NAMES[name], own] as const),
    ['epsilon', epsilon],
    ...end,
  ]);
}

/** What MPSGraph calls the weight and the bias. */
const LIBRARY_NAMES = { mean: 'mean', variance: 'variance', weight: 'gamma', bias: 'beta' } as const;

/** Of MPSGraph alone. */
function levelRows({ optimizationLevel }: Pick<ProductCall, 'optimizationLevel'>): Row[] {
  return optimizationLevel === undefined ? [] : [['optimizationLevel', optimizationLevel]];
}

type Row = readonly [name: string, value: string | number | boolean];

function lines(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join('\n');
}

function shape(extents: readonly number[]): string {
  return `[${extents.join(', ')}]`;
}

/** Row-major, without padding. */
function cblasText(name: string, suffix: string, { m, n, k, transposeA, transposeB }: ProductCall): string {
  const transpose = (transposed: boolean) => (transposed ? 'CblasTrans' : 'CblasNoTrans');
  return [
    `${name}(CblasRowMajor, ${transpose(transposeA)}, ${transpose(transposeB)},`,
    `            /* m, n, k */ ${m}, ${n}, ${k},`,
    `            /* alpha */ 1.0${suffix}, A, /* lda */ ${transposeA ? m : k},`,
    `                              B, /* ldb */ ${transposeB ? k : n},`,
    `            /* beta  */ 0.0${suffix}, C, /* ldc */ ${n});`,
  ].join('\n');
}

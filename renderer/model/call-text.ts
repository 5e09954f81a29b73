import type { AttentionCall, LibraryCall, ProductCall } from '../../kernels/index.ts';

/** The library call of a contender, as it would be written, with the problem's extents. */
export function callText(call: LibraryCall): string {
  return 'm' in call ? PRODUCTS[call.routine](call) : ATTENTION[call.routine](call);
}

const DATA_TYPES = { f32: 'float32', f16: 'float16' } as const;

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
  'mpsgraph-matmul': ({ m, n, k, dtype, transposeA, transposeB }) =>
    lines('MPSGraph matrixMultiplication', [
      ['primary', `${shape(transposeA ? [k, m] : [m, k])}${transposeA ? ', transposed' : ''}`],
      ['secondary', `${shape(transposeB ? [n, k] : [k, n])}${transposeB ? ', transposed' : ''}`],
      ['dataType', DATA_TYPES[dtype]],
      ['optimizationLevel', 0],
    ]),
};

const ATTENTION: Readonly<Record<AttentionCall['routine'], (call: AttentionCall) => string>> = {
  'mpsgraph-attention': (call) => lines('MPSGraph scaledDotProductAttention', attentionRows(call)),
  'mps-attention': (call) =>
    lines('MPSGraph matrixMultiplication, softMax, matrixMultiplication', attentionRows(call)),
  'cblas-attention': (call) => lines('cblas_sgemm, softmax, cblas_sgemm per head', attentionRows(call)),
};

function attentionRows({ heads, rows, columns, d, scale, causal, dtype }: AttentionCall): Row[] {
  return [
    ['query', shape([heads, rows, d])],
    ['key, value', shape([heads, columns, d])],
    ['mask', causal ? 'causal' : 'none'],
    ['scale', scale],
    ['dataType', DATA_TYPES[dtype]],
  ];
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

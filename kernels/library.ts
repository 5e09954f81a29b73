// Library routines as contenders: what each of them solves, and the one place that turns a problem into its call.
import { type CompleteAttention, completeAttention } from './attention/problem.ts';
import { familyOf, type Problem } from './families.ts';
import { optionsOf } from './field.ts';

/** What a routine multiplies, by the names of the problem's buffers: C = op(A)·op(B), dense and row-major. */
export interface ProductCall {
  readonly routine: 'mps-matmul' | 'mpsgraph-matmul' | 'cblas-sgemm' | 'cblas-dgemm';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly dtype: 'f32' | 'f16';
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly buffers: { readonly a: 'A'; readonly b: 'B'; readonly c: 'C' };
}

/** What a routine attends to: O = softmax(scale·Q·Kᵀ)·V for each of `heads`; the batch's members are heads, too. */
export interface AttentionCall {
  readonly routine: 'mps-attention' | 'mpsgraph-attention' | 'cblas-attention';
  readonly heads: number;
  readonly rows: number;
  readonly columns: number;
  readonly d: number;
  readonly scale: number;
  readonly causal: boolean;
  readonly dtype: 'f32' | 'f16';
  readonly buffers: { readonly q: 'Q'; readonly k: 'K'; readonly v: 'V'; readonly o: 'O' };
}

export type LibraryCall = ProductCall | AttentionCall;

/** A library's way to solve the problems of a family. */
export interface Library {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly op: 'gemm' | 'attention';
  /** What native/ calls it. */
  readonly routine: LibraryCall['routine'];
  readonly dtypes: readonly LibraryCall['dtype'][];
  /** A routine of the processor has no GPU time, whatever device it is compared on. */
  readonly runsOn: 'gpu' | 'cpu';
  /** Measured only where it is named. */
  readonly isOptIn?: boolean;
}

/** In the order that legends and tables show them. */
export const LIBRARIES: readonly Library[] = [
  {
    ...{ id: 'mps', label: 'MPS', op: 'gemm', routine: 'mps-matmul', dtypes: ['f32', 'f16'], runsOn: 'gpu' },
    description: 'MPSMatrixMultiplication of Metal Performance Shaders',
  },
  {
    ...{ id: 'mpsgraph', label: 'MPSGraph', op: 'gemm', routine: 'mpsgraph-matmul', runsOn: 'gpu' },
    ...{ dtypes: ['f32', 'f16'] },
    description: 'Matrix multiplication of MPSGraph, compiled ahead at optimisation level 0',
  },
  {
    ...{ id: 'cblas', label: 'BLAS', op: 'gemm', routine: 'cblas-sgemm', dtypes: ['f32'], runsOn: 'cpu' },
    description: 'cblas_sgemm of this machine: Accelerate on macOS, OpenBLAS elsewhere',
  },
  {
    ...{ id: 'cblas-f64', label: 'BLAS f64', op: 'gemm', routine: 'cblas-dgemm', dtypes: ['f32'] },
    ...{ runsOn: 'cpu', isOptIn: true },
    description: 'cblas_dgemm of this machine; the data are widened and narrowed outside of the timing',
  },
  {
    ...{ id: 'mpsgraph-sdpa', label: 'MPSGraph SDPA', op: 'attention', routine: 'mpsgraph-attention' },
    ...{ dtypes: ['f32', 'f16'], runsOn: 'gpu' },
    description: 'scaledDotProductAttention of MPSGraph, macOS 15 and later; causal through a mask',
  },
  {
    ...{ id: 'mps-attention', label: 'MPS operations', op: 'attention', routine: 'mps-attention' },
    ...{ dtypes: ['f32', 'f16'], runsOn: 'gpu' },
    description: 'Attention from MPS operations: product, softmax, product; the system may fuse them',
  },
  {
    ...{ id: 'cblas-attention', label: 'BLAS attention', op: 'attention', routine: 'cblas-attention' },
    ...{ dtypes: ['f32'], runsOn: 'cpu' },
    description: 'Two calls of cblas_sgemm with a softmax between them, head by head',
  },
];

/** The library of a contender; undefined for a generated one. */
export function libraryOf(contender: string): Library | undefined {
  return LIBRARIES.find(({ id }) => id === contender);
}

/** Options of a problem that calls carry; any other is refused by its name. */
const CARRIED = {
  gemm: ['transposeA', 'transposeB'],
  attention: ['batch', 'heads', 'kvHeads', 'mask', 'scale'],
} as const satisfies Record<Library['op'], readonly string[]>;

const MASKS_CARRIED: readonly string[] = ['none', 'causal'];

/** The call that solves a problem by a library, or why it has none. */
export function libraryCall(library: Library, problem: Problem): { call: LibraryCall } | { reason: string } {
  const asked = optionsOf(familyOf(problem).fields, problem);
  const known: readonly string[] = ['dtype', ...CARRIED[library.op]];
  const others = asked.filter(([name]) => !known.includes(name));
  const dtype = library.dtypes.find((one) =>
    asked.some(([name, value]) => name === 'dtype' && value === one),
  );
  if (!dtype || others.length > 0 || problem.op !== library.op) {
    const refused = [...asked.filter(([name]) => name === 'dtype' && !dtype), ...others];
    return refuse(library, refused.map(([name, value]) => `${name} = ${value}`).join(', ') || problem.op);
  }
  if (problem.op === 'gemm') {
    const { m, n, k, transposeA = false, transposeB = false } = problem;
    const routine = library.routine as ProductCall['routine'];
    return {
      call: { routine, m, n, k, dtype, transposeA, transposeB, buffers: { a: 'A', b: 'B', c: 'C' } },
    };
  }
  return attentionCall(library, completeAttention(problem), dtype);
}

function attentionCall(
  library: Library,
  { batch, heads, kvHeads, r, c, d, mask, scale }: CompleteAttention,
  dtype: LibraryCall['dtype'],
): { call: LibraryCall } | { reason: string } {
  if (kvHeads !== heads) return refuse(library, `kvHeads = ${kvHeads}`);
  if (!MASKS_CARRIED.includes(mask)) return refuse(library, `mask = ${mask}`);
  const causal = mask === 'causal';
  // A query that sees no key has a row of zeros; a library's softmax has NaN, or whatever it likes.
  if (causal && r > c) return refuse(library, 'a causal mask with more queries than keys');
  const routine = library.routine as AttentionCall['routine'];
  const extents = { heads: batch * heads, rows: r, columns: c, d };
  return { call: { routine, ...extents, scale, causal, dtype, buffers: { q: 'Q', k: 'K', v: 'V', o: 'O' } } };
}

function refuse({ op, dtypes }: Library, asked: string): { reason: string } {
  const types = dtypes.join(' and ');
  const what = op === 'gemm' ? `plain ${types} products` : `${types} attention, whole or causal,`;
  return { reason: `Called for ${what} only, not for ${asked}` };
}

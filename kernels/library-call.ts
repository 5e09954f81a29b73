import { type CompleteAttention, completeAttention } from './attention/problem.ts';
import { ROLES } from './convolution/buffers.ts';
import { CONVOLUTION_FIELDS, type CompleteConvolution, completeConvolution } from './convolution/problem.ts';
import { type Dimension, shapeOf } from './convolution/shape.ts';
import { type CompleteElementwise, completeElementwise, dimensionsOfY } from './elementwise/problem.ts';
import { familyOf, type Problem } from './families.ts';
import { optionsOf } from './field.ts';
import { completeGemm, type GemmProblem } from './gemm/problem.ts';
import type {
  AttentionLibrary,
  CalledAxis,
  ConvolutionLibrary,
  CopyLibrary,
  ElementwiseLibrary,
  Library,
  LibraryCall,
  LibraryDType,
  NormalizationLibrary,
  ProductLibrary,
} from './library-types.ts';
import { type CompleteNormalization, completeNormalization } from './normalization/problem.ts';

const TRANSPOSES = ['transposeA', 'transposeB'];

/** The options of a problem that calls carry (any other is refused by name), and what they solve, in words. */
const CALLS = {
  plain: { carried: TRANSPOSES, solve: (types) => `plain ${types} products only` },
  batched: {
    carried: [...TRANSPOSES, 'batch', 'strideA', 'strideB', 'bias'],
    solve: (types) => `dense ${types} products only, with batches and a bias`,
  },
  attention: {
    carried: ['batch', 'heads', 'kvHeads', 'mask', 'scale'],
    solve: (types) => `${types} attention only, unmasked or causal`,
  },
  normalization: {
    carried: ['norm', 'groups', 'eps', 'weight', 'bias'],
    solve: (types) => `${types} normalization with a mean and a variance, and softmax`,
  },
  'cblas-copy': {
    carried: ['operation', 'batch'],
    solve: (types) => `dense ${types} copies and transposes of matrices only`,
  },
  'mpsgraph-elementwise': {
    carried: ['operation', 'batch', 'permutation', 'dtypeY'],
    solve: (types) => `dense ${types} casts and transposes only, and no rounding to i8`,
  },
  'cblas-convolution': {
    carried: Object.keys(CONVOLUTION_FIELDS).filter((name) => !['activation', 'direction'].includes(name)),
    solve: (types) =>
      `${types} convolution only, with OHWI for NHWC and OIHW for NCHW, without an activation`,
  },
  'mpsgraph-convolution': {
    carried: Object.keys(CONVOLUTION_FIELDS),
    solve: (types) => `${types} convolution only`,
  },
} as const satisfies Record<string, { carried: readonly string[]; solve(types: string): string }>;

function callsOf(library: Library) {
  if (library.op === 'gemm') return library.isBatched ? CALLS.batched : CALLS.plain;
  if (library.op === 'convolution' || library.op === 'elementwise') return CALLS[library.routine];
  return CALLS[library.op];
}

const MASKS_CARRIED: readonly string[] = ['none', 'causal'];

type Called = { readonly call: LibraryCall } | { readonly reason: string };

/** The call that solves a problem by a library, or why there is none. */
export function libraryCall(library: Library, problem: Problem): Called {
  const asked = optionsOf(familyOf(problem).fields, problem);
  const known: readonly string[] = ['dtype', ...callsOf(library).carried];
  const others = asked.filter(([name]) => !known.includes(name));
  const dtype = library.dtypes.find((one) =>
    asked.some(([name, value]) => name === 'dtype' && value === one),
  );
  if (!dtype || others.length > 0) {
    const refused = [...asked.filter(([name]) => name === 'dtype' && !dtype), ...others];
    return refuse(library, refused.map(([name, value]) => `${name} = ${value}`).join(', '));
  }
  if (library.op === 'gemm' && problem.op === 'gemm') return productCall(library, problem, dtype);
  if (library.op === 'attention' && problem.op === 'attention') {
    return attentionCall(library, completeAttention(problem), dtype);
  }
  if (library.op === 'normalization' && problem.op === 'normalization') {
    return normalizationCall(library, completeNormalization(problem), dtype);
  }
  if (library.op === 'elementwise' && problem.op === 'elementwise') {
    const complete = completeElementwise(problem);
    return library.routine === 'cblas-copy'
      ? copyCall(library, complete, dtype)
      : elementwiseCall(library, complete, dtype);
  }
  if (library.op === 'convolution' && problem.op === 'convolution') {
    return convolutionCall(library, completeConvolution(problem), dtype);
  }
  return refuse(library, problem.op);
}

function productCall(library: ProductLibrary, problem: GemmProblem, dtype: LibraryDType): Called {
  const { routine, optimizationLevel } = library;
  const { m, n, k, transposeA, transposeB, batch, strideA, strideB, bias } = completeGemm(problem);
  const [sharedA, sharedB] = [strideA === 0, strideB === 0];
  if (!sharedA && strideA !== m * k) return refuse(library, `strideA = ${strideA}`);
  if (!sharedB && strideB !== k * n) return refuse(library, `strideB = ${strideB}`);
  return {
    call: {
      routine,
      m,
      n,
      k,
      dtype,
      transposeA,
      transposeB,
      batch,
      sharedA,
      sharedB,
      ...(optimizationLevel !== undefined && { optimizationLevel }),
      buffers: { a: 'A', b: 'B', c: 'C', ...(bias && { bias: 'bias' }) },
    },
  };
}

function attentionCall(
  library: AttentionLibrary,
  { batch, heads, kvHeads, r, c, d, mask, scale }: CompleteAttention,
  dtype: LibraryDType,
): Called {
  if (kvHeads !== heads) return refuse(library, `kvHeads = ${kvHeads}`);
  if (!MASKS_CARRIED.includes(mask)) return refuse(library, `mask = ${mask}`);
  const causal = mask === 'causal';
  // For a query that sees no key, the reference is zeros, but libraries return NaN or something else.
  if (causal && r > c) return refuse(library, 'a causal mask with more queries than keys');
  return {
    call: {
      routine: library.routine,
      ...(library.optimizationLevel !== undefined && { optimizationLevel: library.optimizationLevel }),
      heads: batch * heads,
      rows: r,
      columns: c,
      d,
      scale,
      causal,
      dtype,
      buffers: { q: 'Q', k: 'K', v: 'V', o: 'O' },
    },
  };
}

function normalizationCall(
  library: NormalizationLibrary,
  { norm, m, n, s, groups, eps, weight, bias }: CompleteNormalization,
  dtype: LibraryDType,
): Called {
  const { routine, optimizationLevel } = library;
  const isGiven = norm === 'batch';
  // The statistics of channels are f32, and operands of one operation have one type.
  if (norm === 'rms' || norm === 'log-softmax' || (isGiven && dtype !== 'f32')) {
    return refuse(library, `norm = ${norm}${isGiven ? `, dtype = ${dtype}` : ''}`);
  }
  return {
    call: {
      routine,
      ...(optimizationLevel !== undefined && { optimizationLevel }),
      softmax: norm === 'softmax',
      rows: m,
      groups,
      channels: n / groups,
      positions: s,
      epsilon: eps,
      dtype,
      buffers: {
        x: 'X',
        y: 'Y',
        ...(weight && { weight: 'weight' }),
        ...(bias && { bias: 'bias' }),
        ...(isGiven && { mean: 'mean', variance: 'variance' }),
      },
    },
  };
}

function copyCall(
  library: CopyLibrary,
  { operation, batch, m, n }: CompleteElementwise,
  dtype: LibraryDType,
): Called {
  if (operation !== 'copy' && operation !== 'transpose') {
    return refuse(library, `operation = ${operation}`);
  }
  return {
    call: {
      routine: library.routine,
      members: batch,
      rows: m,
      columns: n,
      transpose: operation === 'transpose',
      dtype,
      buffers: { x: 'X', y: 'Y' },
    },
  };
}

function elementwiseCall(
  library: ElementwiseLibrary,
  problem: CompleteElementwise,
  dtype: LibraryDType,
): Called {
  const { operation, batch, m, n, dtypeY } = problem;
  if (operation !== 'cast' && operation !== 'transpose') return refuse(library, `operation = ${operation}`);
  // It cuts off fractions: pytorch/pytorch#169058 shows what it does beyond the range.
  if (dtypeY === 'i8' && dtype !== 'i8') return refuse(library, `dtypeY = ${dtypeY}`);
  return {
    call: {
      routine: library.routine,
      ...(library.optimizationLevel !== undefined && { optimizationLevel: library.optimizationLevel }),
      extents: [batch, m, n],
      permutation: dimensionsOfY(problem).map((dimension) => 'bmn'.indexOf(dimension)),
      dtype,
      dtypeY,
      buffers: { x: 'X', y: 'Y' },
    },
  };
}

function convolutionCall(
  library: ConvolutionLibrary,
  problem: CompleteConvolution,
  dtype: LibraryDType,
): Called {
  const { routine, optimizationLevel } = library;
  const { batch, channels, filters, groups, layout, weightLayout, direction, activation, bias } = problem;
  if (routine === 'cblas-convolution' && (layout === 'NHWC') !== (weightLayout === 'OHWI')) {
    return refuse(library, `layout = ${layout}, weightLayout = ${weightLayout}`);
  }
  const { z, y, x } = shapeOf(problem);
  const axis = ({ span, ...called }: Dimension): CalledAxis => called;
  const { image, weights, result } = ROLES[direction];
  return {
    call: {
      routine,
      ...(optimizationLevel !== undefined && { optimizationLevel }),
      ...{ batch, channels, filters, groups, layout, weightLayout, direction, activation, dtype },
      axes: [axis(z), axis(y), axis(x)],
      buffers: { x: image, w: weights, y: result, ...(bias && { bias: 'bias' }) },
    },
  };
}

function refuse(library: Library, requested: string): { reason: string } {
  const solved = callsOf(library).solve(library.dtypes.join(' and '));
  return { reason: `Supports ${solved} (requested: ${requested})` };
}

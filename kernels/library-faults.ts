// Where Apple's libraries are publicly known to have returned wrong results.
import { completeAttention } from './attention/problem.ts';
import {
  type CompleteConvolution,
  type ConvolutionProblem,
  completeConvolution,
} from './convolution/problem.ts';
import type { Problem } from './families.ts';
import { completeGemm, type GemmProblem } from './gemm/problem.ts';
import { DTYPE } from './msl/dtype.ts';
import { parseVariant } from './names.ts';

/** A known fault, and the smallest problem that shows it. */
export interface LibraryFault {
  /** "Sums of 32767 or more terms": what the problems have in common. */
  readonly title: string;
  /** Where and how the result is wrong. */
  readonly reason: string;
  readonly source: string;
  /** Ids of the libraries that have it or may have it. */
  readonly libraries: readonly string[];
  /** The families of GPUs on which the error comes and goes, so that a right result proves little. */
  readonly hiddenOn?: readonly string[];
  appliesTo(problem: Problem): boolean;
  /** What `tilescope devices --libraries` runs. */
  readonly trials: readonly LibraryTrial[];
  /** Why there are no trials, if there are none: "the smallest takes 16 GB". */
  readonly untried?: string;
}

/** A problem on which a library is tried. */
export interface LibraryTrial {
  readonly problem: Problem;
  /** All rows of A are its first, through a row stride of 0. */
  readonly sameRowsA?: boolean;
}

const GRAPH_PRODUCTS = ['mpsgraph', 'mpsgraph-default'];
const LONGEST_SUM = 32_766;
const SMALLEST_TILE = 16;

const product = (m: number, n: number, k: number, more: Partial<GemmProblem> = {}): GemmProblem => {
  return { op: 'gemm', dtype: 'f32', m, n, k, ...more };
};

const isProduct = (test: (problem: GemmProblem) => boolean) => (problem: Problem) =>
  problem.op === 'gemm' && test(problem);

const GRAPH_CONVOLUTIONS = ['mpsgraph-convolution', 'mpsgraph-convolution-default'];
const CHANNELS_OF_16_BITS = 65_536;

/** In the layouts of PyTorch, in which the faults were reported. */
const convolution = (
  sizes: Pick<ConvolutionProblem, 'batch' | 'height' | 'width' | 'channels' | 'filters' | 'window'>,
  more: Partial<ConvolutionProblem> = {},
): ConvolutionProblem => {
  return { op: 'convolution', dtype: 'f32', ...sizes, layout: 'NCHW', weightLayout: 'OIHW', ...more };
};

const isConvolution = (test: (problem: CompleteConvolution) => boolean) => (problem: Problem) =>
  problem.op === 'convolution' && test(completeConvolution(problem));

export const LIBRARY_FAULTS: readonly LibraryFault[] = [
  {
    title: `Sums of more than ${LONGEST_SUM} terms`,
    reason:
      'On Apple7 and Apple8 (M1 and M2), the last tile of a long sum is not clipped: whatever follows A and B in memory is added, so the error varies',
    source: 'pytorch/pytorch#177116, #183535, #195163',
    libraries: ['mps', ...GRAPH_PRODUCTS],
    hiddenOn: ['Apple7', 'Apple8'],
    appliesTo: isProduct(({ m, n, k }) => k > LONGEST_SUM && Math.min(m, n) >= SMALLEST_TILE),
    trials: [{ problem: product(16, 16, 32_767) }, { problem: product(64, 64, 40_000) }],
  },
  {
    title: 'A row stride of 0',
    reason:
      'From macOS 15 to 26.3, and again in 27.0, only every 16th row of the product is right; the others are zero',
    source: 'pytorch/pytorch#180201, #180236',
    libraries: GRAPH_PRODUCTS,
    appliesTo: () => false, // no problem of ours has such a stride
    trials: [{ problem: product(64, 16, 16), sameRowsA: true }],
  },
  {
    title: 'More than 65536 products in a batch, with a bias',
    reason: 'The index of a product is truncated to 16 bits, so the last products overwrite the first',
    source: 'pytorch/pytorch#189495, on a kernel that MPSGraph may use',
    libraries: GRAPH_PRODUCTS,
    appliesTo: isProduct(({ batch = 1, bias = false }) => batch > 65_536 && bias),
    trials: [{ problem: product(2, 32, 32, { batch: 65_552, strideB: 0, bias: true }) }],
  },
  {
    title: 'Dimensions above 32768',
    reason: 'Before macOS 14.4, results beyond that index are wrong',
    source: 'pytorch/pytorch#116769, #117549',
    libraries: GRAPH_PRODUCTS,
    appliesTo: isProduct(({ m, n }) => Math.max(m, n) > 32_768),
    trials: [{ problem: product(16, 32_769, 16) }],
  },
  {
    title: 'A result whose offsets reach 2 GiB',
    reason:
      'Where (M + 2·K) times the row size of C in bytes reaches 2³¹, a signed offset overflows and a band of 32 rows is NaN',
    source: 'JuliaGPU/Metal.jl#381, on M1 and M2',
    libraries: ['mps'],
    appliesTo: isProduct((problem) => {
      const { m, n, k, dtypeC } = completeGemm(problem);
      return (m + 2 * k) * n * DTYPE[dtypeC].sizeBytes >= 2 ** 31;
    }),
    trials: [{ problem: product(16, 4096, 65_536) }],
  },
  {
    title: `Convolutions with more than ${CHANNELS_OF_16_BITS} output channels`,
    reason:
      'Before macOS 15.1, the index of a channel is truncated to 16 bits, so the last channels overwrite the first and are zero; in two dimensions perhaps later, too',
    source: 'pytorch/pytorch#129207, #140726, #142836, tensorflow/tensorflow#71577',
    libraries: GRAPH_CONVOLUTIONS,
    appliesTo: isConvolution(
      ({ direction, filters }) => direction === 'forward' && filters > CHANNELS_OF_16_BITS,
    ),
    trials: [
      {
        problem: convolution({
          ...{ batch: 1, height: 1, width: 3, channels: 1, filters: CHANNELS_OF_16_BITS + 1, window: 3 },
        }),
      },
    ],
  },
  {
    title: 'Windows of 256 or more elements in one dimension',
    reason:
      'The kernel for f32 needs more threadgroup memory than there is, the more the larger the batch is; with one image it may be right',
    source: 'pytorch/pytorch#188335, #188359',
    libraries: GRAPH_CONVOLUTIONS,
    appliesTo: isConvolution(
      ({ direction, dtype, depth, window, windowHeight }) =>
        direction === 'forward' && dtype === 'f32' && depth === 1 && Math.max(window, windowHeight) >= 256,
    ),
    trials: [8, 16].map((filters) => ({
      problem: convolution(
        { batch: 2, height: 256, width: 16, channels: 8, filters, window: 1 },
        { windowHeight: 256, padding: 0, groups: 8 },
      ),
    })),
  },
  {
    title: 'Gradients of weights from a batch of 65536 or more',
    reason: 'In one and two dimensions, a counter of images wraps around after 16 bits',
    source: 'pytorch/pytorch#96225, #193577',
    libraries: GRAPH_CONVOLUTIONS,
    appliesTo: isConvolution(
      ({ direction, depth, batch }) => direction === 'weights' && depth === 1 && batch >= 65_536,
    ),
    trials: [
      {
        problem: convolution(
          { batch: 65_536, height: 1, width: 1, channels: 1, filters: 1, window: 1 },
          { direction: 'weights' },
        ),
      },
    ],
  },
  {
    title: 'More than 2³² attention scores',
    reason: 'A 32-bit index wraps around in the softmax or in the product that follows',
    source: 'pytorch/pytorch#179352, #179592',
    libraries: ['mps-attention', 'mpsgraph-sdpa', 'mpsgraph-sdpa-default'],
    appliesTo: (problem) => {
      if (problem.op !== 'attention') return false;
      const { batch, heads, r, c } = completeAttention(problem);
      return batch * heads * r * c > 2 ** 32;
    },
    trials: [],
    untried: 'the scores of the smallest take 16 GB',
  },
];

/** The known fault that explains a library's wrong result; undefined if none is known. */
export function knownFault(contender: string, problem: Problem): LibraryFault | undefined {
  const { id } = parseVariant(contender);
  return LIBRARY_FAULTS.find(({ libraries, appliesTo }) => libraries.includes(id) && appliesTo(problem));
}

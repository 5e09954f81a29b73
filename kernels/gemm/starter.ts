import type { Amount, DescribedArgument } from '../own/descriptor.ts';
import { type Starter, type StarterPass, uints } from '../own/starter.ts';
import type { Configuration } from '../parameter.ts';
import type { CompleteGemm } from './problem.ts';

/** Members of struct GemmSizes that are other expressions than the fields of the same names. */
type Sizes = Readonly<Partial<Record<string, Amount>>>;

/** The sizes of a product, in the order of struct GemmSizes. */
export function describedSizes(sizes: Sizes = {}): DescribedArgument {
  const own = { m: 'm', n: 'n', k: 'k', lda: 'lda', ldb: 'ldb', ldc: 'ldc' };
  const strides = { stride_a: 'strideA', stride_b: 'strideB', stride_c: 'strideC', batch: 'batch' };
  const factors = { alpha: sizes.alpha ?? 'alpha', beta: sizes.beta ?? 'beta' };
  const whole = Object.entries({ ...own, ...strides }).map(([name, amount]) => [name, sizes[name] ?? amount]);
  const floats = Object.entries(factors).map(([name, value]) => ({ name, type: 'float', value }));
  return { struct: [...uints(Object.fromEntries(whole)), ...floats] };
}

/** A pass whose threadgroups have a block of C each, and whose last blocks are moved inward. */
export function describedProduct(
  { blockM, blockN, blockK }: Configuration,
  { m = 'm', n = 'n', k = 'k', batch = 'batch', ...rest }: Sizes = {},
): StarterPass {
  return {
    sizes: [describedSizes({ m, n, k, batch, ...rest })],
    constants: [`${m} >= ${blockM}`, `${n} >= ${blockN}`, `${k} % ${blockK} == 0`],
    threadgroups: [`ceil(${n} / ${blockN})`, `ceil(${m} / ${blockM})`, batch],
  };
}

/** The parameters of the tiled product that others than the usual would change. */
export const TILED = {
  blockM: 64,
  blockN: 64,
  blockK: 32,
  registerM: 4,
  registerN: 8,
  padding: 0,
  buffers: 1,
  swizzle: 1,
};

export const GEMM_STARTER: Starter<CompleteGemm> = {
  contender: 'gemm-tiled',
  overrides: { ...TILED, edges: 'shift' },
  any: ({ alpha, beta }) => [
    ...(alpha === 1 ? [] : ['alpha']),
    ...(beta === 0 ? [] : ['beta']),
    ...['batch', 'lda', 'ldb', 'ldc', 'strideA', 'strideB', 'strideC'],
  ],
  elements: () => ({ A: 'm * k', B: 'k * n', bias: 'n' }),
  passes: (_, configuration) => [describedProduct(configuration)],
};

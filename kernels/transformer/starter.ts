import { describedFlash2 } from '../attention/starter.ts';
import { configureContender } from '../family.ts';
import { describedProduct } from '../gemm/starter.ts';
import type { Starter, StarterPass } from '../own/starter.ts';
import type { Configuration } from '../parameter.ts';
import type { CompleteTransformer } from './problem.ts';
import { partsOf } from './program.ts';

/** The width of a token. */
const E = 'heads * d';
const SEQUENCE = `n * ${E}`;

/** A matrix of each sequence, [e, n], which a projection leaves to attention. */
const PROJECTED = [`batch * ${SEQUENCE}`];

const PROJECTION = {
  ...{ m: E, n: 'n', k: E, lda: E, ldb: E, ldc: 'n' },
  ...{ stride_a: 0, stride_b: SEQUENCE, stride_c: SEQUENCE, alpha: 1, beta: 0 },
};
const OUTPUT = {
  ...{ m: 'n', n: E, k: E, lda: 'n', ldb: E, ldc: E },
  ...{ stride_a: SEQUENCE, stride_b: 0, stride_c: SEQUENCE, alpha: 1, beta: 0 },
};

export const TRANSFORMER_STARTER: Starter<CompleteTransformer> = {
  contender: 'transformer-block',
  overrides: { product: 'gemm-tiled', attention: 'attention-flash2', target: 'cpu' },
  any: () => ['batch'],
  requires: ['d == 64'],
  scratch: { Q: PROJECTED, K: PROJECTED, V: PROJECTED, O: ['batch', 'heads', 'd', 'n'] },
  passes: (problem, configuration) => {
    const [projection, , , attention, output] = partsOf(problem).map(
      ({ family, problem: part, parameter }) => {
        const contender = family.contenders.find(({ id }) => id === configuration[parameter]);
        const made = contender && configureContender(contender, family.complete(part), 'cpu', {});
        return made && 'configuration' in made ? made.configuration : {};
      },
    ) as [Configuration, Configuration, Configuration, Configuration, Configuration];
    const project = describedProduct(projection, PROJECTION);
    const sizes = { r: 'n', c: 'n', sharers: 1, scale: '1 / sqrt(d)' };
    const passes: StarterPass[] = [project, project, project];
    return [...passes, describedFlash2(attention, sizes, 'n'), describedProduct(output, OUTPUT)];
  },
};

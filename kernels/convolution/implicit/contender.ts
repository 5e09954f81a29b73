import { contender } from '../../family.ts';
import { type GemmConfiguration, STAGED_PARAMETERS } from '../../gemm/parameters.ts';
import { tunedFor } from '../../gemm/tuned.ts';
import type { ParameterTable } from '../../parameter.ts';
import type { CompleteConvolution } from '../problem.ts';
import { checkImplicit, implicitGemm, implicitProgram } from './program.ts';

const PARAMETERS = {
  splits: { label: 'Splits of the sum', choices: [1, 2, 4, 8, 16], default: 1 },
  ...STAGED_PARAMETERS,
} as const satisfies ParameterTable;

/** Any window, in any layout and direction, as one product. */
export const IMPLICIT = contender<CompleteConvolution, GemmConfiguration>({
  id: 'convolution-implicit',
  label: 'Implicit GEMM',
  description:
    'A product of SIMD-group matrices that gathers patches of the image on their way to threadgroup memory, through a list of taps',
  simdgroups: 'matrices',
  parameters: PARAMETERS,
  tuned: (problem, target, overrides) => tunedFor(PARAMETERS, target, implicitGemm(problem), overrides),
  check: checkImplicit,
  program: implicitProgram,
});

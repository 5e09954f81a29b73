import { DEVICE_LIMITS } from '../../device.ts';
import { contender, type GeneratedContender } from '../../family.ts';
import {
  FIXED,
  type GemmConfiguration,
  STAGED_PARAMETERS,
  STAGED_TENSOR_PARAMETERS,
  TENSOR_FIXED,
} from '../../gemm/parameters.ts';
import { tensorTolerance } from '../../gemm/tensor/tolerance.ts';
import { tunedStagedTensor } from '../../gemm/tensor/tuned.ts';
import { tunedFor } from '../../gemm/tuned.ts';
import type { ParameterTable } from '../../parameter.ts';
import type { CompleteConvolution } from '../problem.ts';
import { convolutionTolerance } from '../tolerance.ts';
import { checkImplicit, implicitGemm, implicitProgram } from './program.ts';

const SPLITS = {
  splits: { label: 'Splits of the sum', choices: [1, 2, 4, 8, 16], default: 1 },
} as const satisfies ParameterTable;

const PARAMETERS = { ...SPLITS, ...STAGED_PARAMETERS } as const satisfies ParameterTable;

type Implicit = GeneratedContender<CompleteConvolution, GemmConfiguration>;

/** Any window, in any layout and direction, as one product. */
function implicit(
  definition: Omit<Implicit, 'check' | 'program'>,
  fixed: Partial<GemmConfiguration>,
): GeneratedContender<CompleteConvolution> {
  const complete = (config: GemmConfiguration) => ({ ...FIXED, ...fixed, ...config });
  return contender<CompleteConvolution, GemmConfiguration>({
    ...definition,
    check: (problem, config) => checkImplicit(problem, complete(config)),
    program: (problem, config) => implicitProgram(problem, complete(config)),
  });
}

/** As a product of SIMD-group matrices. */
export const IMPLICIT = implicit(
  {
    id: 'convolution-implicit',
    label: 'Implicit GEMM',
    description:
      'A product of SIMD-group matrices that gathers patches of the image on their way to threadgroup memory, through a list of taps',
    simdgroups: 'matrices',
    parameters: PARAMETERS,
    tuned: (problem, target, overrides) => tunedFor(PARAMETERS, target, implicitGemm(problem), overrides),
  },
  {},
);

/** What the places of positions leave of the threadgroup memory: of a block of 128, 2 KiB. */
const ROOM_BESIDE_PLACES = DEVICE_LIMITS.threadgroupBytes.value - 2048;

/** The same product by Metal 4's tensor operations. */
export const TENSOR = implicit(
  {
    id: 'convolution-tensor',
    label: 'Implicit GEMM, tensor operations',
    description:
      "Metal 4's tensor operations on patches of the image, which are gathered on their way to threadgroup memory",
    simdgroups: 'tensors',
    parameters: { ...SPLITS, ...STAGED_TENSOR_PARAMETERS },
    tuned: (problem, target, overrides) =>
      tunedStagedTensor(implicitGemm(problem), target, overrides, ROOM_BESIDE_PLACES),
    tolerance: (problem, config) => tensorTolerance(convolutionTolerance(problem), config),
  },
  TENSOR_FIXED,
);

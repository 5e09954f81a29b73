import { contender, family, type GeneratedContender } from '../family.ts';
import { normalizationData } from './data.ts';
import { estimateNormalization, NORMALIZATION_CONVENTION } from './estimate.ts';
import { type NormKernel, normKernel } from './kernel.ts';
import { NAMES } from './names.ts';
import {
  checkAhead,
  checkStatistics,
  checkThreads,
  FIXED,
  LOOPED_PARAMETERS,
  type NormConfiguration,
  REGISTERS_PARAMETERS,
  refuseGiven,
  SPLIT_PARAMETERS,
} from './parameters.ts';
import {
  type CompleteNormalization,
  checkNormalization,
  completeNormalization,
  NORMALIZATION_FIELDS,
  type NormalizationProblem,
} from './problem.ts';
import { normProgram } from './program.ts';
import { NORMALIZATION_TOLERANCE, normalizationReference } from './reference.ts';
import { normalizationBuffers, statisticsOf } from './rows.ts';
import { NORMALIZATION_STARTER } from './starter.ts';
import { isMerged } from './statistics.ts';
import { tunedLooped, tunedRegisters, tunedSplit } from './tuned.ts';

function kernelOf(
  problem: CompleteNormalization,
  config: NormConfiguration,
  method: NormKernel['method'],
): NormKernel {
  const { threads, rows, ahead, values, statistics, parts } = { ...FIXED, ...config };
  const isOnePass = statistics === 'one-pass';
  return normKernel(problem, {
    method,
    threads,
    groupRows: rows,
    ahead,
    quads: values / 4,
    isOnePass,
    parts,
  });
}

/** What a kernel moves that does not keep its row: it reads X again to write it, and once or twice before. */
function estimateOf(kernel: NormKernel) {
  const { problem } = kernel;
  const passes = {
    moments: isMerged(kernel) ? 1 : 2,
    exponentials: isMerged(kernel) ? 1 : 2,
    square: 1,
    none: 0,
  };
  return estimateNormalization(problem, 1 + passes[statisticsOf(problem)]);
}

const CONTENDERS: readonly GeneratedContender<CompleteNormalization>[] = [
  contender<CompleteNormalization, NormConfiguration>({
    id: 'norm-registers',
    label: 'Rows in registers',
    description: 'Each row is read once, into registers of a SIMD-group or of a threadgroup',
    simdgroups: 'reductions',
    parameters: REGISTERS_PARAMETERS,
    tuned: tunedRegisters,
    check: (problem, config) => [
      ...refuseGiven(problem),
      ...checkThreads(problem, { ...FIXED, ...config }, true),
    ],
    program: (problem, config) => normProgram(kernelOf(problem, config, 'registers')),
  }),
  contender<CompleteNormalization, NormConfiguration>({
    id: 'norm-looped',
    label: 'Rows read again',
    description:
      'A thread, a SIMD-group or a threadgroup reads its row once or twice for statistics, and again to write it',
    simdgroups: 'reductions',
    parameters: LOOPED_PARAMETERS,
    tuned: tunedLooped,
    check: (problem, config) => [
      ...checkStatistics(problem, config),
      ...checkThreads(problem, { ...FIXED, ...config }, false),
      ...checkAhead(problem, config),
    ],
    program: (problem, config) => normProgram(kernelOf(problem, config, 'looped')),
    estimate: (problem, config) => estimateOf(kernelOf(problem, config, 'looped')),
  }),
  contender<CompleteNormalization, NormConfiguration>({
    id: 'norm-split',
    label: 'Rows split',
    description: 'Parts of a row are for several threadgroups, and a second pass merges their statistics',
    simdgroups: 'reductions',
    parameters: SPLIT_PARAMETERS,
    tuned: tunedSplit,
    check: (problem, config) => [...refuseGiven(problem), ...checkStatistics(problem, config)],
    program: (problem, config) => normProgram(kernelOf(problem, config, 'split')),
    estimate: (problem, config) => estimateOf(kernelOf(problem, config, 'split')),
  }),
];

/** Normalization and softmax. */
export const NORMALIZATION = family<NormalizationProblem, CompleteNormalization>({
  op: 'normalization',
  label: 'Normalization',
  fields: NORMALIZATION_FIELDS,
  complete: completeNormalization,
  check: checkNormalization,
  square: (size) => ({ m: 4096, n: size }),
  size: ({ n }) => n,
  title: ({ norm, dtype }) => `${NAMES[norm].title} ${dtype}`,
  buffers: normalizationBuffers,
  data: normalizationData,
  reference: normalizationReference,
  tolerance: ({ dtype }) => NORMALIZATION_TOLERANCE[dtype],
  limit: () => 'bandwidth',
  convention: NORMALIZATION_CONVENTION,
  estimate: (problem) => estimateNormalization(problem),
  contenders: CONTENDERS,
  starter: NORMALIZATION_STARTER,
});

import { type Starter, uints } from '../own/starter.ts';
import { type CompleteNormalization, isSoftmax } from './problem.ts';

export const NORMALIZATION_STARTER: Starter<CompleteNormalization> = {
  contender: 'norm-looped',
  overrides: { threads: 32, statistics: 'one-pass', rows: 1, ahead: 1 },
  any: (problem) => (isSoftmax(problem) ? [] : ['eps']),
  elements: () => ({ X: 'm * n', R: 'm * n', weight: 'n', bias: 'n' }),
  check: ({ norm }) =>
    norm === 'group' || norm === 'batch'
      ? [
          {
            parameter: 'norm',
            value: norm,
            expected: 'layer, rms, softmax, log-softmax: those over whole rows',
          },
        ]
      : [],
  passes: (problem) => [
    {
      sizes: [
        {
          struct: [
            ...uints({ rows: 'm', length: 'n' }),
            ...(isSoftmax(problem) ? [] : [{ name: 'eps', type: 'float', value: 'eps' }]),
          ],
        },
      ],
      constants: [],
      threadgroups: ['m', 1, 1],
    },
  ],
};

import { describe, expect, it } from 'vitest';
import { interval95 } from '../summary/bootstrap.ts';
import { studentTails } from '../summary/student.ts';
import type { Ratio } from './paired-ratio.ts';
import { type Comparison, verdictsOf } from './verdict.ts';

/** A comparison of 5 epochs by the logarithm of its ratio and the error of that. */
function comparison(value: number, error: number, noiseFloor = 0): Comparison {
  const log = { value, error, degrees: 4 };
  const [low, high] = interval95(log);
  const ratio: Ratio = {
    ratio: Math.exp(value),
    interval95: [Math.exp(low), Math.exp(high)],
    pValue: studentTails(value / error, 4),
    log,
  };
  return { ratio, noiseFloor };
}

const verdictOf = (...parameters: Parameters<typeof comparison>) =>
  verdictsOf([comparison(...parameters)])[0];

describe('a verdict', () => {
  it.each<[string, Parameters<typeof comparison>, string, RegExp]>([
    ['a certain loss', [0.03, 0.005], 'SLOWER', /beyond the minimum effect of 1\.0%/],
    ['a certain gain', [-0.03, 0.005], 'FASTER', /^Significant/],
    ['a certain difference of less than 1 %', [0.005, 0.0005], 'SAME', /within the minimum effect/],
    ['none, with a narrow interval', [0.001, 0.002], 'SAME', /whole interval/],
    ['a small one that may be larger', [0.008, 0.002], 'UNCLEAR', /perhaps/],
    ['a wide interval', [0.05, 0.05], 'UNCLEAR', /from no difference to beyond/],
    ['a loss within the noise floor', [0.03, 0.005, 0.05], 'SAME', /noise floor of 5\.0%/],
    ['a loss about as large as the noise floor', [0.048, 0.005, 0.05], 'UNCLEAR', /noise floor/],
    ['a loss beyond it', [0.08, 0.005, 0.05], 'SLOWER', /noise floor/],
  ])('on %s', (_what, parameters, verdict, reason) => {
    expect(verdictOf(...parameters)).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
  });

  it('needs stronger evidence among many cells', () => {
    // p = 0.02
    const weak = comparison(0.04, 0.0107);
    const none = Array.from({ length: 20 }, () => comparison(0.001, 0.01));
    expect(verdictsOf([weak])[0]?.verdict).toBe('SLOWER');
    expect(verdictsOf([...none, weak]).at(-1)).toMatchObject({
      verdict: 'UNCLEAR',
      reason: 'Not significant among so many cells.',
    });
  });

  it('is unclear where nothing can be compared, with the reason', () => {
    expect(verdictsOf([{ ratio: { reason: 'they share no round' }, noiseFloor: 0 }])).toEqual([
      { verdict: 'UNCLEAR', ratio: null, threshold: 0.01, reason: 'Not comparable: they share no round.' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { intervalOf } from '../summary/bootstrap.ts';
import { studentTails } from '../summary/student.ts';
import type { Ratio } from './ratio.ts';
import { type Comparison, isDecided, verdictsOf } from './verdict.ts';

/** A comparison of 5 epochs by the logarithm of its ratio and the error of that. */
function comparison(value: number, error: number, noiseFloor = 0): Comparison {
  const log = { value, error, degrees: 4 };
  const [low, high] = intervalOf(log);
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
    ['a certain loss', [0.03, 0.005], 'SLOWER', /beyond 1\.0%/],
    ['a certain gain', [-0.03, 0.005], 'FASTER', /^Significant, and beyond/],
    ['a certain difference of less than 1 %', [0.005, 0.0005], 'SAME', /within 1\.0%/],
    ['none, with a narrow interval', [0.001, 0.002], 'SAME', /interval is within/],
    ['a small one that may be larger', [0.008, 0.001], 'UNCLEAR', /perhaps/],
    ['a likely loss that is not certain enough', [0.04, 0.01], 'UNCLEAR', /Probably/],
    ['a wide interval', [0.05, 0.05], 'UNCLEAR', /from no difference to more/],
    ['a loss within the noise floor', [0.03, 0.005, 0.05], 'SAME', /noise floor, 5\.0%/],
    ['a loss about as large as the noise floor', [0.048, 0.005, 0.05], 'UNCLEAR', /noise floor/],
    ['a loss beyond it', [0.08, 0.005, 0.05], 'SLOWER', /noise floor/],
  ])('on %s', (_what, parameters, verdict, reason) => {
    expect(verdictOf(...parameters)).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
  });

  it('needs stronger evidence among many cells', () => {
    // p = 0.004
    const weak = comparison(0.04, 0.0067);
    const none = Array.from({ length: 20 }, () => comparison(0.001, 0.01));
    expect(verdictsOf([weak])[0]?.verdict).toBe('SLOWER');
    expect(verdictsOf([...none, weak]).at(-1)).toMatchObject({
      verdict: 'UNCLEAR',
      reason: expect.stringMatching(/Probably/),
    });
  });

  it('needs stronger evidence the more often the measurement could have ended', () => {
    const weak = comparison(0.04, 0.0067);
    expect(verdictsOf([weak], 1)[0]?.verdict).toBe('SLOWER');
    expect(verdictsOf([weak], 7)[0]?.verdict).toBe('UNCLEAR');
    const narrow = comparison(0.001, 0.003);
    expect(verdictsOf([narrow], 1)[0]?.verdict).toBe('SAME');
    expect(verdictsOf([narrow], 7)[0]?.verdict).toBe('UNCLEAR');
  });

  it('is decided when it holds whatever the cells that are not measured yet turn out to be', () => {
    const strong = comparison(0.2, 0.005);
    const weak = comparison(0.04, 0.0067);
    expect([isDecided(strong, 50, 7), isDecided(weak, 50, 7), isDecided(weak, 1, 1)]).toEqual([
      true,
      false,
      true,
    ]);
    const others = Array.from({ length: 49 }, () => comparison(0, 0.5));
    expect(verdictsOf([strong, ...others], 7)[0]?.verdict).toBe('SLOWER');
    expect(isDecided({ ratio: { reason: 'the candidate is wrong' }, noiseFloor: 0 }, 50, 7)).toBe(true);
  });

  it('is unclear where nothing can be compared, with the reason', () => {
    expect(verdictsOf([{ ratio: { reason: 'they share no round' }, noiseFloor: 0 }])).toEqual([
      { verdict: 'UNCLEAR', ratio: null, threshold: 0.01, reason: 'Not comparable: they share no round.' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { noisyEpochs, samplesOf } from '../fixture/noisy-epochs.ts';
import { createRandom } from '../random.ts';
import { summarize } from './summarize.ts';

const WORK = { flops: 1e6, ceiling: 10 };

describe('the interval of a summary', () => {
  it('knows that epochs differ, which the samples of one do not show', () => {
    const steady = [0, 0.1, 0.2].map((shift) => Array.from({ length: 8 }, (_, i) => shift + i * 1e-4));
    const { ci95Ns, medianNs } = summarize(samplesOf(steady), WORK);
    expect(ci95Ns[0]).toBeLessThan(medianNs * Math.exp(-0.1));
    expect(ci95Ns[1]).toBeGreaterThan(medianNs * Math.exp(0.1));
    const one = summarize(samplesOf([steady.flat()]), WORK);
    expect(one.medianNs).toBe(medianNs);
    expect(one.ci95Ns[1] - one.ci95Ns[0]).toBeLessThan(ci95Ns[1] - ci95Ns[0]);
  });

  it('is the same every time, encloses the median, and is a time however few the epochs', () => {
    const random = createRandom(1, 'summaries');
    for (const epochs of [2, 3, 9]) {
      const samples = samplesOf(noisyEpochs({ epochs, rounds: 4, between: 20, within: 1 }, random));
      const { ci95Ns, medianNs } = summarize(samples, WORK);
      expect(summarize(samples, WORK).ci95Ns).toEqual(ci95Ns);
      expect(ci95Ns[0]).toBeGreaterThanOrEqual(1e-3);
      expect(ci95Ns[0]).toBeLessThanOrEqual(medianNs);
      expect(ci95Ns[1]).toBeGreaterThanOrEqual(medianNs);
      expect(ci95Ns[1]).toBeLessThanOrEqual(1e15);
    }
  });
});

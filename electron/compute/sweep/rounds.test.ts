import { describe, expect, it, vi } from 'vitest';
import type { Method, Sample } from '../../ipc/types.ts';
import { createRandom } from '../random.ts';
import { type Contestant, runRounds } from './rounds.ts';

const METHOD: Method = {
  minSamples: 10,
  maxSamples: 30,
  targetRelativeIqr: 0.05,
  maxProblemMs: 1000,
  minSampleMs: 1,
  seed: 1,
  cache: 'hot',
  storage: 'shared',
  encoding: 'direct',
};

/** Contestants on a common clock; `durationMs` is of one sample. */
function field(...durationsMs: ((sample: number) => number)[]) {
  let clockMs = 0;
  const order: number[] = [];
  const contestants = durationsMs.map((durationMs, index): Contestant => {
    const samples: Sample[] = [];
    let runs = 0;
    const run = async () => {
      order.push(index);
      const ms = durationMs(runs++);
      clockMs += ms;
      return { gpuNs: null, encoderNs: null, wallNs: ms * 1e6 };
    };
    return { samples, run };
  });
  const controller = new AbortController();
  const options = {
    method: METHOD,
    duplicates: 1,
    random: createRandom(1, 'rounds'),
    signal: controller.signal,
    now: () => clockMs,
    onRound: vi.fn<(share: number) => void>(),
    onFailure: vi.fn<(contestant: Contestant, error: unknown) => void>(),
  };
  return { contestants, options, order, controller };
}

const steady = () => 2;
const unsteady = (sample: number) => (sample % 2 === 0 ? 2 : 6);

describe('runRounds', () => {
  it('runs each contestant once a round, at each position once in as many rounds as there are contestants', async () => {
    const { contestants, options, order } = field(steady, steady, steady);
    await runRounds(contestants, options);
    expect(contestants.map(({ samples }) => samples.length)).toEqual([10, 10, 10]);
    for (let round = 0; round < 10; round++) {
      expect(order.slice(round * 3, round * 3 + 3).toSorted()).toEqual([0, 1, 2]);
    }
    for (const { samples } of contestants) {
      expect(samples.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      for (const square of [0, 3, 6]) {
        expect(
          samples
            .slice(square, square + 3)
            .map(({ position }) => position)
            .sort(),
        ).toEqual([0, 1, 2]);
      }
    }
  });

  it('goes on while one is unsteady, to the most samples', async () => {
    const { contestants, options } = field(steady, unsteady);
    await runRounds(contestants, options);
    expect(contestants.map(({ samples }) => samples.length)).toEqual([30, 30]);
  });

  it('stops when time is out, but not before the fewest samples', async () => {
    const slow = field(() => 100, unsteady);
    await runRounds(slow.contestants, { ...slow.options, method: { ...METHOD, maxProblemMs: 1500 } });
    expect(slow.contestants[0]?.samples).toHaveLength(15);
    const slower = field(() => 5000);
    await runRounds(slower.contestants, slower.options);
    expect(slower.contestants[0]?.samples).toHaveLength(10);
  });

  it('divides by the duplicates', async () => {
    const { contestants, options } = field(steady);
    await runRounds(contestants, { ...options, duplicates: 8 });
    expect(contestants[0]?.samples[0]).toEqual({
      round: 0,
      position: 0,
      encoderNs: null,
      wallNs: 250_000,
      gpuNs: null,
    });
  });

  it('leaves no samples of a round that a cancellation cuts short', async () => {
    const { contestants, options, controller, order } = field(steady, (sample) => {
      if (sample === 3) controller.abort();
      return 2;
    });
    await runRounds(contestants, options);
    expect(contestants.map(({ samples }) => samples.length)).toEqual([3, 3]);
    expect(order.length).toBeLessThanOrEqual(8);
    expect(options.onRound).toHaveBeenCalledTimes(3);
  });

  it('drops a contestant that fails and goes on with the others', async () => {
    const error = new Error('trapped');
    const { contestants, options } = field(steady, (sample) => {
      if (sample === 4) throw error;
      return 2;
    });
    await runRounds(contestants, options);
    expect(options.onFailure).toHaveBeenCalledExactlyOnceWith(contestants[1], error);
    expect(contestants.map(({ samples }) => samples.length)).toEqual([10, 4]);
  });

  it('tells how much is done, never less than before, up to all', async () => {
    const { contestants, options } = field(unsteady);
    await runRounds(contestants, options);
    const shares = options.onRound.mock.calls.map(([share]) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { createRandom } from '../../ipc/random.ts';
import type { Method, Sample } from '../../ipc/types.ts';
import { runRounds, type TimedContender } from './rounds.ts';

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
  spinMs: 0,
  epochs: 1,
  protocol: 'adaptive',
};

/** Contenders on a common clock; `durationMs` is of one sample. */
function field(...durationsMs: ((sample: number) => number)[]) {
  let clockMs = 0;
  const order: number[] = [];
  const contenders = durationsMs.map((durationMs, index): TimedContender => {
    const samples: Sample[] = [];
    let runs = 0;
    const run = async () => {
      order.push(index);
      const ms = durationMs(runs++);
      clockMs += ms;
      return { gpuNs: null, encoderNs: null, wallNs: ms * 1e6 };
    };
    return { samples, duplicates: 1, run };
  });
  const advance = (ms: number) => {
    clockMs += ms;
  };
  const controller = new AbortController();
  const options = {
    method: METHOD,
    epoch: 0,
    firstRound: 0,
    random: createRandom(1, 'rounds'),
    signal: controller.signal,
    now: () => clockMs,
    onRound: vi.fn<(share: number) => void>(),
    onFailure: vi.fn<(contender: TimedContender, error: unknown) => void>(),
  };
  return { contenders, options, order, controller, advance };
}

const steady = () => 2;
const unsteady = (sample: number) => (sample % 2 === 0 ? 2 : 6);

describe('runRounds', () => {
  it('does not charge what comes before a sample to the time limit', async () => {
    const { contenders, options, order, advance } = field(steady, unsteady);
    const prepared: number[] = [];
    const [first, ...others] = contenders as [TimedContender, ...TimedContender[]];
    const beforeSample = async () => {
      prepared.push(order.length);
      advance(500);
    };
    await runRounds([{ ...first, beforeSample }, ...others], options);
    // Two of them would have used up the time, and the unsteady one wants all samples that it can get.
    expect(first.samples).toHaveLength(METHOD.maxSamples);
    expect(prepared).toEqual(order.flatMap((index, run) => (index === 0 ? [run] : [])));
  });

  it('runs each contender once a round, at each position once in as many rounds as there are contenders', async () => {
    const { contenders, options, order } = field(steady, steady, steady);
    await runRounds(contenders, options);
    expect(contenders.map(({ samples }) => samples.length)).toEqual([10, 10, 10]);
    for (let round = 0; round < 10; round++) {
      expect(order.slice(round * 3, round * 3 + 3).toSorted()).toEqual([0, 1, 2]);
    }
    for (const { samples } of contenders) {
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

  it('continues while one is unsteady, up to the maximum of samples', async () => {
    const { contenders, options } = field(steady, unsteady);
    await runRounds(contenders, options);
    expect(contenders.map(({ samples }) => samples.length)).toEqual([30, 30]);
  });

  it('stops when time is up, but not before the minimum of samples', async () => {
    const slow = field(() => 100, unsteady);
    await runRounds(slow.contenders, { ...slow.options, method: { ...METHOD, maxProblemMs: 1500 } });
    expect(slow.contenders[0]?.samples).toHaveLength(15);
    const slower = field(() => 5000);
    await runRounds(slower.contenders, slower.options);
    expect(slower.contenders[0]?.samples).toHaveLength(10);
  });

  it('stops with fewer samples once they have taken too long', async () => {
    const { contenders, options } = field(() => 5000, unsteady);
    await runRounds(contenders, { ...options, limitMs: 12_000 });
    expect(contenders.map(({ samples }) => samples.length)).toEqual([3, 3]);
  });

  it('charges nothing to its time but the rounds', async () => {
    const { contenders, options, advance } = field(() => 100, unsteady);
    const slow = { onRound: () => advance(10_000), onFailure: () => advance(10_000) };
    await runRounds(contenders, { ...options, ...slow, method: { ...METHOD, maxProblemMs: 1500 } });
    expect(contenders[0]?.samples).toHaveLength(15);
  });

  it('divides by the duplicates', async () => {
    const { contenders, options } = field(steady);
    await runRounds(
      contenders.map((contender) => ({ ...contender, duplicates: 8 })),
      options,
    );
    expect(contenders[0]?.samples[0]).toEqual({
      epoch: 0,
      round: 0,
      position: 0,
      encoderNs: null,
      wallNs: 250_000,
      gpuNs: null,
    });
  });

  it('leaves no samples of a round that a cancellation interrupts', async () => {
    const { contenders, options, controller, order } = field(steady, (sample) => {
      if (sample === 3) controller.abort();
      return 2;
    });
    await runRounds(contenders, options);
    expect(contenders.map(({ samples }) => samples.length)).toEqual([3, 3]);
    expect(order.length).toBeLessThanOrEqual(8);
    expect(options.onRound).toHaveBeenCalledTimes(3);
  });

  it('drops a contender that fails and continues with the others', async () => {
    const error = new Error('trapped');
    const { contenders, options } = field(steady, (sample) => {
      if (sample === 4) throw error;
      return 2;
    });
    await runRounds(contenders, options);
    expect(options.onFailure).toHaveBeenCalledExactlyOnceWith(contenders[1], error);
    expect(contenders.map(({ samples }) => samples.length)).toEqual([10, 4]);
  });

  it('reports how much is done, never less than before, up to all of it', async () => {
    const { contenders, options } = field(unsteady);
    await runRounds(contenders, options);
    const shares = options.onRound.mock.calls.map(([share]) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { onSide, type Problem, problemKey, SIDES } from '../../../kernels/index.ts';
import { cellId } from '../../ipc/cell.ts';
import { noisyEpochs, samplesOf } from '../../ipc/fixture/noisy-epochs.ts';
import { pendingCell } from '../../ipc/new-run.ts';
import { createRandom } from '../../ipc/random.ts';
import type { Cell, SweepRequest } from '../../ipc/types.ts';
import { requestOf, trySweep } from '../fixture/sweep-trial.ts';
import { enoughEpochs } from './enough-epochs.ts';
import type { PlannedProblem } from './plan.ts';

const RUN = { id: '0b6f3a0e-6d5c-4f6e-9c57-2f1d8f0a1b2c', name: 'a run' };
const TWINS = SIDES.map((side) => onSide('gemm-tiled', side));
const EPOCHS = 4;
const REMATCH = { baseline: RUN, candidate: RUN, maxEpochs: 32, budgetMs: 1000 };

const requested = (rematch?: Partial<typeof REMATCH>): SweepRequest => ({
  ...requestOf(TWINS, {}, { epochs: EPOCHS, minSamples: 20 }),
  ...(rematch && { rematch: { ...REMATCH, ...rematch } }),
});

const problem: Problem = { op: 'gemm', dtype: 'f32', m: 8, n: 8, k: 8 };

/** A problem of two sides that differ by noise of a standard deviation, in so many epochs. */
function planned(noise: number, epochs = 32, status: Cell['status'] = 'running'): PlannedProblem {
  const random = createRandom(1, 'enough epochs');
  const cells = TWINS.map((name) => ({
    ...pendingCell(problem, name),
    status,
    samples: samplesOf(noisyEpochs({ epochs, rounds: 2, between: noise, within: noise }, random)),
  }));
  return { problem, cells, duplicates: null, firstEpoch: 0, cost: 1 };
}

/** A problem as it is after its first epochs. */
function within(one: PlannedProblem, epochs: number): PlannedProblem {
  const cells = one.cells.map((cell) => {
    return { ...cell, samples: cell.samples.filter(({ epoch }) => epoch < epochs) };
  });
  return { ...one, cells };
}

/** After how many epochs a problem has enough, on a clock that an epoch moves on. */
function epochsOf(request: SweepRequest, problems: readonly PlannedProblem[], epochMs = 1): number[] {
  let ms = 0;
  const isEnough = enoughEpochs(request, problems.length, () => ms);
  return problems.map((one) => {
    let done = 0;
    while (!isEnough(within(one, done), done)) {
      done++;
      ms += epochMs;
    }
    return done;
  });
}

describe('the epochs of a problem', () => {
  it('are those of the method in any sweep but a rematch', () => {
    expect(epochsOf(requested(), [planned(0.5)])).toEqual([EPOCHS]);
  });

  it('of a rematch end as soon as its verdict is clear', () => {
    expect(epochsOf(requested({}), [planned(1e-5)])).toEqual([EPOCHS]);
  });

  it('double until then, and no further than they may', () => {
    const [epochs = 0] = epochsOf(requested({}), [planned(0.004)]);
    expect([8, 16]).toContain(epochs);
    expect(epochsOf(requested({}), [planned(0.5)])).toEqual([32]);
  });

  it('of a final go on in the same way, until every variant is judged against its own defaults', () => {
    const { rematch: _, ...plain } = requested({});
    const extension = { maxEpochs: 32, budgetMs: 1000 };
    const heat = { tuning: RUN.id, sizeClass: 'gemm f32', kind: 'final' as const, along: [], extension };
    const asFinal = (one: PlannedProblem) => ({
      ...one,
      cells: one.cells.map((cell, at) => ({
        ...cell,
        contender: ['gemm-tiled', 'gemm-tiled@blockK=16'][at] as string,
        id: cellId(problemKey(problem), ['gemm-tiled', 'gemm-tiled@blockK=16'][at] as string),
      })),
    });
    expect(epochsOf({ ...plain, heat }, [asFinal(planned(0.5)), asFinal(planned(1e-5))])).toEqual([
      32,
      EPOCHS,
    ]);
  });

  it('end for a problem that cannot be compared', () => {
    expect(epochsOf(requested({}), [planned(0.5, 32, 'wrong')])).toEqual([EPOCHS]);
  });

  it('end with the time, of which each problem has an equal part and what others left over', () => {
    const unclear = planned(0.5);
    const clear = planned(1e-5);
    expect(epochsOf(requested({ budgetMs: 40 }), [unclear, unclear])).toEqual([20, 20]);
    expect(epochsOf(requested({ budgetMs: 40 }), [clear, unclear])).toEqual([EPOCHS, 32]);
    expect(epochsOf(requested({ budgetMs: 1 }), [unclear, unclear])).toEqual([EPOCHS, EPOCHS]);
  });
});

describe('a rematch', () => {
  const trial = (candidateNs: (dispatch: number) => number) =>
    trySweep(
      { [TWINS[1] as string]: { dispatchNs: candidateNs }, [TWINS[0] as string]: { dispatchNs: () => 1e5 } },
      { contenders: TWINS, sizes: [9], method: { epochs: EPOCHS, minSamples: 20 }, rematch: REMATCH },
    );

  it('measures both sides in the same rounds, and more epochs of them while the verdict is unclear', async () => {
    const random = createRandom(1, 'times');
    const { cell, end } = await trial(() => 1e5 * (1 + 0.4 * random.unit()));
    expect(end).toBe('finished');
    const [baseline, candidate] = TWINS.map((name) => cell(9, name)) as [Cell, Cell];
    const placesOf = ({ samples }: Cell) => samples.map(({ epoch, round }) => [epoch, round]);
    expect(placesOf(candidate)).toEqual(placesOf(baseline));
    expect(new Set(candidate.samples.map(({ epoch }) => epoch)).size).toBeGreaterThan(EPOCHS);
    expect([baseline.status, candidate.status]).toEqual(['ok', 'ok']);
  });

  it('ends after its first epochs where both are equal', async () => {
    const { cells } = await trial(() => 1e5);
    for (const { samples } of cells.values())
      expect(new Set(samples.map(({ epoch }) => epoch)).size).toBe(EPOCHS);
  });
});

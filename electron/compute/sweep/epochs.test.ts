import { describe, expect, it } from 'vitest';
import { doneCells } from '../../ipc/compute-protocol.ts';
import type { Cell } from '../../ipc/types.ts';
import { CONTENDERS, trySweep } from '../fixture/sweep-trial.ts';

const EPOCHS = { method: { epochs: 3 }, sizes: [9] };
const placesOf = ({ samples }: Cell) => samples.map(({ epoch, round }) => [epoch, round]);

describe('a sweep in epochs', () => {
  it('shares out the samples, and contenders share epochs and rounds', async () => {
    const { cells, cell } = await trySweep({}, EPOCHS);
    const expected = [0, 0, 0, 1, 1, 1, 2, 2, 2, 2].map((epoch, round) => [epoch, round]);
    expect([...cells.values()].map(placesOf)).toEqual(CONTENDERS.map(() => expected));
    expect(cell(9, 'cblas')).toMatchObject({ status: 'ok', summary: { n: 10 } });
  });

  it('takes no more samples than one epoch may', async () => {
    const unsteady = { dispatchNs: (dispatch: number) => (dispatch % 2 ? 6e6 : 2e6) };
    const { cell } = await trySweep(
      { cblas: unsteady },
      { ...EPOCHS, contenders: ['cblas'], method: { epochs: 3, maxSamples: 20 } },
    );
    expect(cell(9, 'cblas').samples.map(({ epoch }) => epoch)).toEqual(
      [6, 7, 7].flatMap((samples, epoch) => Array(samples).fill(epoch)),
    );
  });

  it('shares out the time, too', async () => {
    const unsteady = { dispatchNs: (dispatch: number) => (dispatch % 2 ? 60e6 : 20e6) };
    const method = { maxProblemMs: 1200, maxSamples: 1000 };
    const timedMs = async (epochs: number) => {
      const options = { contenders: ['cblas'], sizes: [9], method: { ...method, epochs } };
      const { samples } = (await trySweep({ cblas: unsteady }, options)).cell(9, 'cblas');
      expect(new Set(samples.map(({ epoch }) => epoch)).size).toBe(epochs);
      return samples.reduce((sum, { wallNs }) => sum + wallNs / 1e6, 0);
    };
    expect(await timedMs(1)).toBeLessThan(1300);
    expect(await timedMs(5)).toBeLessThan(1500);
  });

  it('creates new buffers for each, and releases them', async () => {
    const { native } = await trySweep({}, EPOCHS);
    expect(new Set(native.log.flatMap(({ outputs }) => outputs)).size).toBe(3);
    expect(native.live.size).toBe(0);
  });

  it('times all with the same number of dispatches per sample', async () => {
    // Faster later on: choosing again would give another.
    const { cell } = await trySweep(
      { cblas: { dispatchNs: (dispatch) => (dispatch < 300 ? 5000 : 1000) } },
      EPOCHS,
    );
    const { duplicates, samples } = cell(9, 'cblas');
    const { native } = await trySweep({}, EPOCHS);
    expect(samples.at(-1)?.wallNs).toBe(1000);
    const counts = new Set(native.log.map((run) => run.duplicates));
    expect([...counts].filter((count) => count > 1)).toHaveLength(1);
    expect(duplicates).toBeGreaterThan(1);
  });

  it('times with the dispatches that a protocol fixes, and takes so many samples', async () => {
    const method = { protocol: 'mfa', minSamples: 8, maxSamples: 8 } as const;
    const { cell } = await trySweep({}, { sizes: [9], contenders: ['cblas'], method });
    expect(cell(9, 'cblas')).toMatchObject({ status: 'ok', duplicates: 256, summary: { n: 8 } });
  });

  it('verifies after each: one that turns wrong takes part in no further epoch', async () => {
    let runs = 0;
    const spoil = (output: Float32Array) => {
      if (++runs > 15) output.set([Number.NaN]);
    };
    const { cell, end } = await trySweep({ 'gemm-tiled': { spoil } }, EPOCHS);
    expect(end).toBe('finished');
    const { status, failure, samples } = cell(9, 'gemm-tiled');
    expect([status, failure?.code]).toEqual(['wrong', 'WRONG_RESULT']);
    expect(samples.at(-1)?.epoch).toBe(1);
    expect(placesOf(cell(9, 'cblas')).at(-1)).toEqual([2, 9]);
  });

  it('reports progress that never goes back', async () => {
    const { events } = await trySweep({ cblas: { dispatchNs: () => 30e6 } }, EPOCHS);
    const shares = events.flatMap(({ event }) =>
      event.type === 'progress' ? [event.progress.fraction] : [],
    );
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

describe('a sweep that is cancelled in an epoch', () => {
  /** The number of runs after which the samples of the first contender are those of so many epochs. */
  const cancelAt = async (samples: number) => {
    const { native, events } = await trySweep(
      { cblas: { dispatchNs: () => 200e6 } },
      { ...EPOCHS, contenders: ['cblas'] },
    );
    const update = events.find(({ event }) => {
      const [first] = event.type === 'cells' ? event.updates : [];
      return first && first.sampleOffset + first.newSamples.length === samples;
    });
    expect(native.log.length).toBeGreaterThan(update?.runs ?? 0);
    return (update?.runs ?? 0) + 1;
  };

  it.each([2, 4, 7])('starts its cell over when it is resumed, after %d samples', async (samples) => {
    const behaviours = { cblas: { dispatchNs: () => 200e6 } };
    const options = { ...EPOCHS, contenders: ['cblas'] };
    const first = await trySweep(behaviours, { ...options, cancelAt: await cancelAt(samples) });
    expect(first.end).toBe('cancelled');
    expect(first.cell(9, 'cblas')).toMatchObject({ status: 'pending' });
    expect(first.cell(9, 'cblas').samples.length).toBeGreaterThan(0);
    expect(first.native.live.size).toBe(0);
    const second = await trySweep(behaviours, { ...options, done: doneCells([...first.cells.values()]) });
    expect(second.cell(9, 'cblas')).toMatchObject({ status: 'ok', summary: { n: 10 } });
    expect(placesOf(second.cell(9, 'cblas')).at(-1)).toEqual([2, 9]);
  });

  it('keeps those that have enough samples but not all epochs in flight', async () => {
    const method = { epochs: 2, minSamples: 10, maxSamples: 60 };
    const unsteady = { dispatchNs: (dispatch: number) => (dispatch % 2 ? 60e6 : 2e6) };
    const options = { contenders: ['cblas'], sizes: [9], method: { ...method, maxProblemMs: 1e6 } };
    const { cell } = await trySweep({ cblas: unsteady }, { ...options, cancelAt: 77 });
    expect(cell(9, 'cblas').samples.length).toBeGreaterThan(10);
    expect(cell(9, 'cblas').status).toBe('pending');
  });

  it('gives cells that are measured later other epochs than those that are done', async () => {
    const first = await trySweep({}, { ...EPOCHS, contenders: ['cblas'] });
    const done = doneCells([...first.cells.values()]);
    const second = await trySweep({}, { ...EPOCHS, done });
    expect([...second.cells.values()].map(({ contender }) => contender)).toEqual([
      'gemm-simdgroup',
      'gemm-tiled',
    ]);
    expect(second.cell(9, 'gemm-tiled').samples.map(({ epoch }) => epoch)).toEqual([
      3, 3, 3, 4, 4, 4, 5, 5, 5, 5,
    ]);
  });
});

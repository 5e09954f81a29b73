import { describe, expect, it } from 'vitest';
import { onSide, SIDES } from '../../../kernels/index.ts';
import { noisyEpochs, normal, samplesOf } from '../fixture/noisy-epochs.ts';
import { sampleRun } from '../fixture/sample-run.ts';
import { pendingCell } from '../new-run.ts';
import { createRandom, type Random } from '../random.ts';
import { summarize } from '../summary/summarize.ts';
import type { Cell, Run } from '../types.ts';
import { CELL_CLASSES, classOf } from './cell-class.ts';
import { measureFloor } from './measure-floor.ts';
import { measureNoise } from './measure-noise.ts';
import { floorOf, readNoiseFloors, UNKNOWN_BETWEEN_RUNS } from './noise-floor.ts';

const WHEN = '2026-01-02T03:04:05.678Z';
const [problem] = sampleRun().request.problems as [Cell['problem']];
/** Standard deviations of the logarithm: between runs, and of the ratio of two sides within one. */
const NOISE = { betweenRuns: 0.05, paired: 0.01 };

/** A run of one contender on both sides. */
function twins(random: Random, noise = NOISE, status: Cell['status'] = 'ok'): Run {
  const ofRun = noise.betweenRuns * normal(random);
  const cells = SIDES.map((side): Cell => {
    const ofSide = (noise.paired / Math.SQRT2) * normal(random);
    const logs = noisyEpochs({ epochs: 3, rounds: 5, between: 0, within: 1e-4 }, random);
    const samples = samplesOf(logs.map((epoch) => epoch.map((log) => log + ofRun + ofSide)));
    const summary = summarize(samples, { flops: 1e6, ceiling: 100 });
    return { ...pendingCell(problem, onSide('gemm-tiled', side)), status, samples, summary };
  });
  return { ...sampleRun(), cells };
}

function floorOfRuns(count: number, noise = NOISE) {
  const random = createRandom(1, 'noise');
  const runs = Array.from({ length: count }, () => twins(random, noise));
  // The times are about a millisecond, so they are of two classes.
  return Object.values(measureFloor(runs, WHEN)?.classes ?? {})[0];
}

describe('the noise floor', () => {
  it('is what 19 of 20 differences stay below', () => {
    const floor = floorOfRuns(400);
    expect(floor?.paired).toBeCloseTo(Math.expm1(1.96 * NOISE.paired), 2);
    expect(floor?.betweenRuns).toBeCloseTo(Math.expm1(1.96 * Math.SQRT2 * NOISE.betweenRuns), 1);
  });

  it('is no narrower for few runs, on average', () => {
    const random = createRandom(2, 'few runs');
    const squares = Array.from({ length: 200 }, () => {
      const [floor] = Object.values(measureFloor([twins(random), twins(random)], WHEN)?.classes ?? {});
      return Math.log1p(floor?.betweenRuns ?? 0) ** 2;
    });
    const mean = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
    expect(mean / (1.96 * Math.SQRT2 * NOISE.betweenRuns)).toBeCloseTo(1, 0.5);
  });

  it('takes no cell that is wrong, or that was measured in one run only', () => {
    const random = createRandom(1, 'noise');
    expect(measureFloor([twins(random), twins(random, NOISE, 'wrong')], WHEN)).toBeNull();
  });
});

describe('the measurement of a noise floor', () => {
  it('takes so many equal runs', async () => {
    const random = createRandom(1, 'measured');
    const runs = [twins(random), twins(random), twins(random)];
    const measured = await measureNoise(3, async (number) => ({ ok: true, value: runs[number - 1] as Run }));
    const { classes } = measureFloor(runs, WHEN) ?? expect.unreachable();
    expect(measured).toMatchObject({
      ok: true,
      value: { environment: runs[0]?.environment, floor: { runs: 3, classes }, runs },
    });
  });

  it('ends at the first that fails, and says so where no cell was measured', async () => {
    const numbers: number[] = [];
    const error = { code: 'COMPUTE_DIED', message: 'It crashed.' };
    const failing = await measureNoise(4, async (number) => {
      numbers.push(number);
      return number < 2 ? { ok: true, value: sampleRun() } : { ok: false, error };
    });
    expect([failing, numbers]).toEqual([{ ok: false, error }, [1, 2]]);
    const bare: Run = { ...sampleRun(), cells: [] };
    const empty = await measureNoise(2, async () => ({ ok: true, value: bare }));
    expect(empty).toMatchObject({ error: { code: 'NOT_MEASURED' } });
  });
});

describe('the noise floor of a cell', () => {
  const [cell] = twins(createRandom(1, 'cell')).cells as [Cell];
  const own = classOf(cell) ?? '';
  const floor = {
    measuredAt: WHEN,
    runs: 4,
    classes: { [own]: { paired: 0.02, betweenRuns: 0.1, cells: 3 } },
  };

  it('is that of its class', () => {
    expect(CELL_CLASSES).toContain(own);
    expect([floorOf(floor, 'paired', cell), floorOf(floor, 'betweenRuns', cell)]).toEqual([0.02, 0.1]);
  });

  it('is the largest that is known where its class was not measured', () => {
    const library = { ...cell, contender: 'cblas#baseline' };
    expect(classOf(library)).toMatch(/^library/);
    expect(floorOf(floor, 'betweenRuns', library)).toBe(0.1);
  });

  it('is that of the noisiest machine known where nothing was measured', () => {
    expect([floorOf(undefined, 'paired', cell), floorOf(undefined, 'betweenRuns', cell)]).toEqual([
      0,
      UNKNOWN_BETWEEN_RUNS,
    ]);
  });

  it('is forgotten if the store holds something else', () => {
    expect(readNoiseFloors(null)).toEqual({});
    expect(readNoiseFloors({ here: floor })).toEqual({ here: floor });
    expect(readNoiseFloors({ here: { ...floor, runs: 'many' } })).toEqual({});
  });
});

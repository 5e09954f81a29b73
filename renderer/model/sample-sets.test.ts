import { expect, test } from 'vitest';
import { cellOf, emptyCell, square } from './fixture/recorded-run.ts';
import { besideOf, type SampleSet, SET_FIGURES, sampleSetOf, sharesOf, timeAxis } from './sample-sets.ts';

const cell = cellOf(square(64), 'gemm-direct', 1000);
const times = [1000, 1010, 990, 5000, 1005, 995];
const set = sampleSetOf({
  ...cell,
  summary: cell.summary && { ...cell.summary, q1Ns: 992, q3Ns: 1008 },
  samples: times.map((wallNs, round) => ({
    epoch: round < 4 ? 0 : 1,
    round,
    position: 0,
    wallNs,
    gpuNs: null,
    encoderNs: null,
  })),
}) as SampleSet;

test('samples keep their order, their epochs and their outliers', () => {
  expect(set.samples.map(({ ns }) => ns)).toEqual(times);
  expect(set.samples.filter(({ outlier }) => outlier).map(({ ns }) => ns)).toEqual([5000]);
  expect(set.epochs).toEqual([
    { epoch: 0, from: 0, to: 3, medianNs: 1005 },
    { epoch: 1, from: 4, to: 5, medianNs: 1000 },
  ]);
  expect(SET_FIGURES.Epochs?.(set)).toBe('2');
});

test('shares go up to all samples', () => {
  const shares = sharesOf(set);
  expect(shares.map(({ ns }) => ns)).toEqual(times.toSorted((a, b) => a - b));
  expect(shares.at(-1)?.share).toBe(1);
  expect(shares[0]?.share).toBeCloseTo(1 / 6);
});

test('one axis holds all sets: of logarithms where one takes many times as long', () => {
  const axis = timeAxis([set]);
  expect(axis.scale).toBe('linear');
  expect(axis.domain[1]).toBeGreaterThan(5000);
  const slow = { ...set, samples: set.samples.map((sample) => ({ ...sample, ns: 20 * sample.ns })) };
  expect(timeAxis([set, slow]).scale).toBe('log');
});

test('a cell stands beside the pinned one, else beside the reference at its size', () => {
  const ref = { runId: 'r', problem: 'p', contender: 'gemm-direct' };
  const pinned = { ...ref, problem: 'q' };
  expect(besideOf(ref, pinned, 'cblas')).toBe(pinned);
  expect(besideOf(ref, ref, 'cblas')).toEqual({ ...ref, contender: 'cblas' });
  expect(besideOf(ref, null, 'gemm-direct')).toBeNull();
  expect(besideOf(ref, { ...pinned, runId: 'other' }, null)).toBeNull();
});

test('a cell that was not measured has no samples', () => {
  expect(sampleSetOf(emptyCell(square(64), 'gemm-direct', 'failed'))).toBeNull();
  expect(sampleSetOf(null)).toBeNull();
});

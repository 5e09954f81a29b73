import { expect, it } from 'vitest';
import { largeRun } from '../fixture/large-run.ts';
import { sampleRun } from '../fixture/sample-run.ts';
import { summarize } from '../summary/summarize.ts';
import type { Run, Sample } from '../types.ts';
import { integerAt, packIntegers } from './packed-integers.ts';
import { packPrograms, unpackPrograms } from './packed-programs.ts';
import { packRun, unpackRun } from './packed-run.ts';
import { packSamples, unpackSamples } from './packed-samples.ts';

/** As a report carries it. */
const carried = (run: Run) => unpackRun(JSON.parse(JSON.stringify(packRun(run))));
const sampleOf = (wallNs: number, gpuNs: number | null = null): Sample => ({
  ...{ epoch: 1, round: 2, position: 3, wallNs, gpuNs, encoderNs: null },
});
const unpacked = (samples: Sample[]) => {
  const { samples: packed, groups } = packSamples([[sampleOf(7)], samples]);
  return unpackSamples(packed, groups[1] ?? { count: 0, middles: [] }, 1);
};

it('packs integers of any size, and nulls', () => {
  const integers = [0, -1, 1, null, 63, -64, 4096, null, 2 ** 50, -(2 ** 50)];
  const packed = packIntegers(integers);
  expect(integers.map((_, index) => integerAt(packed, index))).toEqual(integers);
  expect(packIntegers([null, null])).toEqual([]);
  expect(integerAt([], 0)).toBeNull();
});

it('keeps every time to five digits, and equal times equal', () => {
  const times = [1000, 1000.5, 0.1 + 0.2, 1e9, 1000, 1000];
  const read = unpacked(times.map((ns) => sampleOf(ns, ns / 3)));
  for (const [index, ns] of times.entries()) {
    expect((read[index]?.wallNs ?? 0) / ns - 1).toBeCloseTo(0, ns < 1 ? 1 : 4);
  }
  expect(read.filter(({ wallNs }) => wallNs === 1000)).toHaveLength(3);
  expect(read[0]).toMatchObject({ epoch: 1, round: 2, position: 3, encoderNs: null });
});

it('keeps apart samples with and without a time of the GPU', () => {
  expect(unpacked([sampleOf(5, 4), sampleOf(5)]).map(({ gpuNs }) => gpuNs)).toEqual([4, null]);
  expect(unpacked([])).toEqual([]);
});

it('carries everything else of a run', () => {
  const run = sampleRun();
  const bare = ({ cells, programs: _, ...head }: Run) => ({
    ...head,
    cells: cells.map(({ samples, summary: _s, program: _p, ...cell }) => ({
      ...cell,
      count: samples.length,
    })),
  });
  const read = carried(run);
  expect(bare(read)).toEqual(bare(run));
  expect(read.cells[0]?.summary?.medianNs).toBeCloseTo(run.cells[0]?.summary?.medianNs ?? 0, 3);
  const [was, is] = [run, read].map(({ cells, programs }) =>
    cells.map(({ program }) => (program === null ? null : programs[program])),
  );
  expect(is).toEqual(was);
});

it('carries every program as it was, and what they share once', () => {
  const contenders = ['gemm-tiled', 'gemm-split-k', 'cblas'];
  const { programs } = largeRun({ sizes: 20, contenders, samples: 1, hasPrograms: true });
  const kept = Object.values(programs);
  const packed = JSON.parse(JSON.stringify(packPrograms(kept)));
  expect(Object.values(unpackPrograms(packed))).toEqual(kept);
  expect(kept.length).toBeGreaterThan(30);
  expect(packed.shapes.length).toBeLessThan(10);
});

it('a summary of what is carried is that of what was measured', () => {
  const run = largeRun({ sizes: 3, contenders: ['gemm-tiled', 'cblas'], samples: 12, onGpu: true });
  const work = { flops: 1e6, ceiling: 100 };
  for (const [index, cell] of carried(run).cells.entries()) {
    const samples = run.cells[index]?.samples ?? [];
    const [was, is] = [summarize(samples, work), summarize(cell.samples, work)];
    expect(is.medianNs / was.medianNs).toBeCloseTo(1, 4);
    expect([is.n, is.clock]).toEqual([was.n, was.clock]);
  }
});

it('refuses a cell that the request does not have', () => {
  const run = sampleRun();
  expect(() => packRun({ ...run, request: { ...run.request, contenders: ['cblas'] } })).toThrow('request');
});

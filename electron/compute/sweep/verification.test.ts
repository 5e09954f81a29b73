import { describe, expect, it } from 'vitest';
import { trySweep } from '../fixture/sweep-trial.ts';

describe('verification in a sweep', () => {
  it('verifies again after the timing', async () => {
    let runs = 0;
    const { cell, native } = await trySweep(
      {
        'gemm-tiled': {
          spoil: (output) => {
            if (++runs > 8) output[4] = 99;
          },
        },
      },
      { contenders: ['gemm-tiled', 'cblas'] },
    );
    const wrong = cell(5, 'gemm-tiled');
    expect(wrong).toMatchObject({ status: 'wrong', failure: { code: 'WRONG_RESULT' } });
    expect(wrong.failure?.message).toMatch(
      /^Right before the timing and wrong after it: .* of C at row 0, column 4/,
    );
    expect(wrong.samples.length).toBeGreaterThan(0);
    expect(cell(5, 'cblas').status).toBe('ok');
    // As it was timed: the last run of a contender has the duplicates of its samples.
    expect(native.log.at(-1)?.duplicates).toBe(cell(9, 'cblas').duplicates);
  });

  it('restores an output that is also read before each run, and keeps it in range', async () => {
    let largest = 0;
    const growing = {
      beta: 1e4,
      spoil: (output: Float32Array) => {
        largest = output.reduce((most, value) => Math.max(most, Math.abs(value)), largest);
      },
    };
    const { cells } = await trySweep(
      { 'gemm-tiled': growing, 'gemm-simdgroup': growing },
      { contenders: ['gemm-tiled', 'gemm-simdgroup'], option: { beta: growing.beta } },
    );
    for (const { status, verification, duplicates } of cells.values()) {
      expect(status).toBe('ok');
      expect(duplicates).toBe(9); // the tenth would be infinite
      expect(verification?.maxRelativeError).toBeLessThan(1e-6);
    }
    expect(largest).toBeLessThan(10 * growing.beta);
  });

  it('verifies every set of buffers that the timing rotates through', async () => {
    let runs = 0;
    const { cell } = await trySweep(
      {
        'gemm-tiled': {
          spoil: (output) => {
            if (++runs === 3) output[4] = 99;
          },
        },
      },
      {
        machine: { gpu: { name: 'Apple M1' } },
        contenders: ['gemm-tiled'],
        method: { cache: 'cold', minSampleMs: 0 },
        sizes: [60],
      },
    );
    expect(cell(60, 'gemm-tiled')).toMatchObject({ status: 'wrong', samples: [] });
  });
});

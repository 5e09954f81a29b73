import { describe, expect, it } from 'vitest';
import { type Problem, problemKey } from '../../../kernels/index.ts';
import { cellId } from '../../ipc/cell.ts';
import { applyUpdates, updateOf } from '../../ipc/cell-update.ts';
import { defaultMethod } from '../../ipc/method.ts';
import { newRun } from '../../ipc/new-run.ts';
import type { Cell, Environment, Method, Run } from '../../ipc/types.ts';
import { plain } from '../terminal/paint.ts';
import { progressBar } from '../terminal/progress-bar.ts';
import { problemLine } from './progress-display.ts';
import { resultsTable } from './results-table.ts';
import { environmentText, resultsText } from './run-text.ts';

const ENVIRONMENT: Environment = {
  device: {
    id: 'cpu',
    name: 'Test CPU',
    kind: 'cpu',
    threads: 2,
    simdWidth: 32,
    maxThreadsPerThreadgroup: 1024,
    maxThreadgroupBytes: 32768,
    gpu: null,
    contenders: [],
  },
  roof: { gflops: 200, halfGflops: null, source: 'measured' },
  os: 'Test OS',
  cpu: 'Test CPU',
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  machine: null,
  versions: { node: '24' },
};

const square = (size: number): Problem => ({ op: 'gemm', dtype: 'f32', m: size, n: size, k: size });

function timed(size: number, contender: string, gflops: number, change: Partial<Cell> = {}): Cell {
  const problem = square(size);
  const medianNs = (2 * size ** 3) / gflops;
  return {
    id: cellId(problemKey(problem), contender),
    problem,
    contender,
    status: 'ok',
    duplicates: 1,
    compileMs: 1,
    verification: {
      maxRelativeError: 1.4e-6,
      tolerance: 1e-5,
      method: 'elements',
      rowsChecked: size,
      rows: size,
    },
    summary: {
      n: 10,
      medianNs,
      q1Ns: medianNs * 0.98,
      q3Ns: medianNs * 1.02,
      minNs: medianNs,
      p95Ns: medianNs,
      ci95Ns: [medianNs, medianNs],
      clock: 'wall',
      gflops,
      utilization: gflops / 200,
      outliers: 0,
    },
    samples: [],
    conditions: null,
    note: null,
    program: null,
    failure: null,
    ...change,
  };
}

function runOf(cells: Cell[], contenders = ['gemm-tiled', 'cblas'], sizes = [64, 512]): Run {
  const method: Method = {
    minSamples: 10,
    maxSamples: 40,
    targetRelativeIqr: 0.05,
    maxProblemMs: 1,
    minSampleMs: 1,
    seed: 1,
    cache: 'hot',
    storage: 'shared',
    encoding: 'direct',
    spinMs: 0,
    epochs: 1,
  };
  const request = { device: 'cpu', problems: sizes.map(square), contenders, method };
  const run = newRun('Run', request, ENVIRONMENT);
  const updates = cells.map((cell) => updateOf(cell));
  return {
    ...run,
    status: 'finished',
    finishedAt: new Date().toISOString(),
    cells: applyUpdates(run.cells, updates),
  };
}

const FULL = runOf([
  timed(64, 'gemm-tiled', 6.5),
  timed(64, 'cblas', 120),
  timed(512, 'gemm-tiled', 85),
  timed(512, 'cblas', 80),
]);

describe('resultsTable', () => {
  it('has a row for each problem and marks the best of each', () => {
    expect(resultsTable(FULL, 200, plain).lines.map((line) => line.trimEnd())).toEqual([
      '            │ Tiled                      │ BLAS',
      '      M×N×K │   GFLOPS  ± IQR  of roof   │   GFLOPS  ± IQR  of roof',
      '────────────┼────────────────────────────┼───────────────────────────',
      '   64×64×64 │     6.50   4.0%     3.3% ✓ │ ★    120   4.0%    60.0% ✓',
      '512×512×512 │ ★   85.0   4.0%    42.5% ✓ │     80.0   4.0%    40.0% ✓',
    ]);
  });

  it.each([200, 69, 68, 60, 40])(
    'fits in %d columns, dropping the least important figures first',
    (width) => {
      const table = resultsTable(FULL, width, plain);
      expect(table.hasIqr).toBe(width >= 69);
      for (const line of table.lines) expect(line.length).toBeLessThanOrEqual(width);
      expect(table.lines.join()).toContain('★');
      expect(new Set(table.lines.slice(3).map((line) => line.length)).size).toBe(1);
    },
  );

  it('puts the parameters of a variant below its name', () => {
    const names = ['gemm-tiled@blockM=16,blockN=32', 'cblas'];
    const run = runOf([timed(64, names[0] as string, 6.5), timed(64, 'cblas', 120)], names, [64]);
    expect(resultsTable(run, 24, plain).lines.map((line) => line.trimEnd())).toEqual([
      '         │ Tiled      │ BLAS',
      '         │ Block M 16 │',
      '         │ Block N 32 │',
      '   M×N×K │   GFLOPS   │   GFLOPS',
      '─────────┼────────────┼───────────',
      '64×64×64 │     6.50 ✓ │ ★    120 ✓',
    ]);
  });

  it('lists contenders down if there are too many to fit across', () => {
    const names = [16, 32, 64, 128].map((side) => `gemm-tiled@blockM=${side}`);
    const run = runOf(
      names.map((name, index) => timed(64, name, 10 * (index + 1))),
      names,
      [64],
    );
    expect(resultsTable(run, 60, plain).lines.map((line) => line.trimEnd())).toEqual([
      '                    │ 64×64×64',
      '              M×N×K │   GFLOPS  ± IQR  of roof',
      '────────────────────┼───────────────────────────',
      'Tiled · Block M 16  │     10.0   4.0%     5.0% ✓',
      'Tiled · Block M 32  │     20.0   4.0%    10.0% ✓',
      'Tiled · Block M 64  │     30.0   4.0%    15.0% ✓',
      'Tiled · Block M 128 │ ★   40.0   4.0%    20.0% ✓',
    ]);
  });

  it('labels cells that were not timed, and needs two to mark the best', () => {
    const wrong = { status: 'wrong', summary: null } as const;
    const run = runOf([timed(64, 'gemm-tiled', 1, wrong), timed(64, 'cblas', 120)]);
    const lines = resultsTable(run, 200, plain).lines;
    expect(lines[3]).toContain('wrong result');
    expect(lines[3]).toContain('✗');
    expect(lines[4]).toContain('not measured');
    expect(lines.join()).not.toContain('★');
  });

  it('does not rank rejected cells, however fast', () => {
    const run = runOf([
      timed(64, 'gemm-tiled', 900, { status: 'rejected' }),
      timed(64, 'cblas', 120),
      timed(512, 'gemm-tiled', 85),
      timed(512, 'cblas', 80),
    ]);
    const line = resultsTable(run, 200, plain).lines[3] ?? '';
    expect(line).not.toContain('★');
    expect(line).toContain('▲');
    expect(line).toContain('900');
  });
});

describe('resultsText', () => {
  it('ends with the number of verified cells', () => {
    expect(resultsText(FULL, 200, plain)).toMatch(
      /4 of 4 cells verified \(all elements\) · largest error 1\.4×10⁻⁶ · under 1\ss$/,
    );
  });

  it('says what is unusual about how a contender runs, with the first sizes of many', () => {
    const sizes = Array.from({ length: 11 }, (_, index) => index + 1);
    const cells = sizes.map((size) => timed(size, 'cblas', 1, { note: 'Runs on copies' }));
    const text = resultsText(runOf(cells, ['cblas'], sizes), 200, plain);
    expect(text).toMatch(/\nBLAS at 1×1×1, 2×2×2, .*, 8×8×8, and 3 more: Runs on copies\n/);
  });

  it('lists failures with their details and the status of the run', () => {
    const failure = { code: 'COMPILE_FAILED', message: 'does not compile', detail: '3:7: error: oh' };
    const failed = { status: 'failed', failure, summary: null, verification: null } as const;
    const run = { ...runOf([timed(64, 'gemm-tiled', 1, failed)]), status: 'cancelled' } as Run;
    const text = resultsText(run, 200, plain);
    expect(text).toContain('! Tiled at 64×64×64: does not compile\n    3:7: error: oh');
    expect(text).toContain('cancelled · 0 of 4 cells verified');
  });
});

describe('environmentText', () => {
  it('names device, roof, system and versions', () => {
    expect(environmentText(ENVIRONMENT, plain).split('\n')).toEqual([
      'device    Test CPU (cpu, 2 threads)',
      'roof      200\u00a0GFLOPS, measured',
      'system    Test OS, 2 cores, 8\u00a0GiB',
      'versions  node 24',
    ]);
  });
});

it('shows control characters and direction marks harmlessly', () => {
  const hostile = '\u001b[2J\u202e';
  const failure = { code: 'X', message: hostile, detail: hostile };
  const cell = timed(64, `x${hostile}`, 6, { note: hostile, status: 'failed', failure });
  const request = {
    device: 'cpu',
    problems: [cell.problem],
    contenders: [cell.contender],
    method: defaultMethod('cpu'),
  };
  const run = newRun('Run', request, ENVIRONMENT);
  const shown = [
    resultsText({ ...run, cells: [cell] }, 100, plain),
    environmentText({ ...ENVIRONMENT, os: hostile, versions: { [hostile]: hostile } }, plain),
    problemLine('1/1', square(64), [cell]),
    progressBar({ fraction: 0, remainingMs: null, activity: hostile }, 100, plain),
  ];
  for (const text of shown) {
    expect(text).toContain('\\u001b[2J\\u202e');
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  }
});

describe('progress', () => {
  const progress = { runId: 'run', fraction: 0.5, remainingMs: 65_000, activity: 'timing 64×64×64' };

  it('is a bar of constant width with the time left', () => {
    expect(progressBar(progress, 100, plain)).toBe(
      `${'█'.repeat(14)}${'░'.repeat(14)}  50%  1\u00a0min 05\u00a0s left  timing 64×64×64`,
    );
    for (const fraction of [0, 0.013, 0.333, 0.99, 1]) {
      const bar = progressBar({ ...progress, fraction, activity: '' }, 100, plain);
      expect(bar.search(/ +\d+%/)).toBeLessThanOrEqual(28);
      expect(bar.indexOf('%')).toBe(32);
    }
  });

  it('is cut to the width', () => {
    expect(progressBar(progress, 40, plain)).toHaveLength(38);
  });

  it('is a line for each problem without a terminal', () => {
    const line = problemLine('1/2', square(64), [timed(64, 'gemm-tiled', 6.5), timed(64, 'cblas', 120)]);
    expect(line).toBe('  1/2  64×64×64  gemm-tiled 6.50 ✓  cblas 120 ✓  GFLOPS');
  });
});

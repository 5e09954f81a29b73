import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onSide, SIDES } from '../../../kernels/index.ts';
import { bundleText } from '../../ipc/bundle.ts';
import { noisyEpochs, samplesOf } from '../../ipc/fixture/noisy-epochs.ts';
import { sampleRequest, sampleRun } from '../../ipc/fixture/sample-run.ts';
import { pendingCell } from '../../ipc/new-run.ts';
import { NO_PROGRAMS } from '../../ipc/programs/kept-program.ts';
import { createRandom } from '../../ipc/random.ts';
import { summarize } from '../../ipc/summary/summarize.ts';
import type { Cell, Run } from '../../ipc/types.ts';
import { verdictRecordSchema } from '../../ipc/verdict/record.ts';
import { keepFloor } from '../../store/noise-floors.ts';
import { RunStore } from '../../store/run-store.ts';
import { openRuns } from '../runs/open-runs.ts';
import { compareCommand } from './compare-command.ts';
import { rematchCommand } from './rematch-command.ts';

let folder = '';
let printed: string[] = [];
const at = (name: string) => join(folder, name);
const text = () => printed.join('\n');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-compare-'));
  printed = [];
  vi.stubEnv('TILESCOPE_USER_DATA', folder);
  vi.stubEnv('NO_COLOR', '1');
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A finished run whose contenders take so many times as long as a baseline, in the same noisy rounds. */
function runOf(factors: Readonly<Record<string, number>>, changes: Partial<Run> = {}): Run {
  const random = createRandom(1, 'rounds');
  const contenders = Object.keys(factors);
  const cells = sampleRequest.problems.flatMap((problem) => {
    const rounds = noisyEpochs({ epochs: 6, rounds: 5, between: 0.05, within: 0.02 }, random);
    return contenders.map((contender): Cell => {
      const own = noisyEpochs({ epochs: 6, rounds: 5, between: 0.001, within: 0.002 }, random);
      const logs = rounds.map((epoch, e) =>
        epoch.map((log, r) => log + (own[e]?.[r] ?? 0) + Math.log(factors[contender] as number)),
      );
      const samples = samplesOf(logs);
      const summary = summarize(samples, { flops: 1e6, ceiling: 100 });
      return { ...pendingCell(problem, contender), status: 'ok', samples, summary };
    });
  });
  const request = { ...sampleRequest, contenders, method: { ...sampleRequest.method, epochs: 6 } };
  return { ...sampleRun(), status: 'finished', failure: null, request, cells, ...NO_PROGRAMS, ...changes };
}

function write(name: string, run: Run): string {
  writeFileSync(at(name), bundleText(run));
  return at(name);
}

const LATER = { id: '7d444840-9dc0-41d1-b245-5ffdce74fad2', name: 'Later' };

describe('compare', () => {
  it('judges the contenders of a run against one of them, round by round, and writes the verdicts', async () => {
    const run = write(
      'run.json',
      runOf({ cblas: 1, 'gemm-tiled': 1.05, 'gemm-direct': 0.9, 'gemm-simdgroup': 1 }),
    );
    expect(await compareCommand([run, '--against', 'cblas', '--json', at('verdicts.json')])).toBe(1);
    const record = verdictRecordSchema.parse(JSON.parse(readFileSync(at('verdicts.json'), 'utf8')));
    const verdicts = record.cells.map(({ contender, verdict }) => `${contender} ${verdict}`);
    const each = ['gemm-tiled SLOWER', 'gemm-direct FASTER', 'gemm-simdgroup SAME'];
    expect(verdicts).toEqual([...each, ...each]);
    expect(record.overall.map(({ verdict, sizes }) => [verdict, sizes])).toEqual([
      ['SLOWER', 2],
      ['FASTER', 2],
      ['SAME', 2],
    ]);
    expect(record).toMatchObject({ method: 'paired', baseline: { contender: 'cblas' } });
    expect(text()).toContain('6 comparisons: 2 faster · 2 slower · 2 same');
  });

  it('returns 0 when nothing is slower, and prints nothing if it is to be quiet', async () => {
    const run = write('run.json', runOf({ cblas: 1, 'gemm-direct': 0.9 }));
    expect(await compareCommand([run, '--against', 'cblas', '--quiet'])).toBe(0);
    expect(printed).toEqual([]);
  });

  it('fails for a candidate that is wrong, however fast it was', async () => {
    const run = runOf({ cblas: 1, 'gemm-direct': 0.5 });
    const cells = run.cells.map(
      (cell): Cell =>
        cell.contender === 'cblas' ? cell : { ...cell, status: 'wrong', summary: null, samples: [] },
    );
    expect(await compareCommand([write('run.json', { ...run, cells }), '--against', 'cblas'])).toBe(1);
    expect(text()).toContain('Not comparable: the candidate is wrong.');
  });

  it('judges a rematch by its sides', async () => {
    const [baseline, candidate] = SIDES.map((side) => onSide('gemm-tiled', side)) as [string, string];
    const run = write('run.json', runOf({ [baseline]: 1, [candidate]: 1.04 }));
    expect(await compareCommand([run])).toBe(1);
    expect(text()).toMatch(/SLOWER +Significant, and beyond 1\.0%/);
  });

  it('screens two runs: what is within the noise between runs stays unclear', async () => {
    const baseline = write('baseline.json', runOf({ 'gemm-tiled': 1 }));
    const slightly = write('slightly.json', runOf({ 'gemm-tiled': 1.1 }, LATER));
    const clearly = write('clearly.json', runOf({ 'gemm-tiled': 3 }, LATER));
    expect(await compareCommand([baseline, slightly])).toBe(0);
    expect(text()).toMatch(/taken for 26%.*2 comparisons: 2 unclear/s);
    expect(await compareCommand([baseline, clearly, '--quiet'])).toBe(1);
  });

  it('opens the store once for two runs of it and their noise floor', async () => {
    const store = openRuns();
    for (const run of [runOf({ 'gemm-tiled': 1 }), runOf({ 'gemm-tiled': 1 }, LATER)]) store.add(run);
    store.dispose();
    const closed = vi.spyOn(RunStore.prototype, 'dispose');
    expect(await compareCommand([sampleRun().id, LATER.id])).toBe(0);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('uses the noise floor that was measured on the device', async () => {
    const run = runOf({ 'gemm-tiled': 1 });
    const store = openRuns();
    const classes = { 'generated, 1 ms and more': { paired: 0.001, betweenRuns: 0.002, cells: 1 } };
    const floor = { measuredAt: '2026-01-02T03:04:05.678Z', runs: 4, classes };
    keepFloor(store, run.environment, floor);
    store.dispose();
    const [baseline, later] = [write('a.json', run), write('b.json', runOf({ 'gemm-tiled': 1.2 }, LATER))];
    await compareCommand([baseline, later]);
    expect(text()).toContain('Noise between runs: measured 2026-01-02.');
  });

  it.each([
    [[], /expected a baseline and a candidate/],
    [['a', 'b', 'c'], /expected a baseline and a candidate/],
    [['RUN'], /--against is required with one run: expected cblas, gemm-direct/],
    [['RUN', '--against', 'mps'], /--against mps: expected cblas, gemm-direct/],
    [['RUN', 'RUN', '--against', 'cblas'], /--against: expected one run/],
    [['RUN', 'OTHER'], /have a problem and a contender in common/],
    [['nobody'], /nobody: no run has this id or name/],
  ])('compare %s is refused', async (parameters, message) => {
    const files: Record<string, string> = {
      RUN: write('run.json', runOf({ cblas: 1, 'gemm-direct': 1 })),
      OTHER: write('other.json', runOf({ 'gemm-tiled': 1 }, LATER)),
    };
    await expect(compareCommand(parameters.map((one) => files[one] ?? one))).rejects.toThrow(message);
  });
});

describe('rematch', () => {
  it('runs no kernels that came with files unless they are trusted', async () => {
    const files = [write('a.json', sampleRun()), write('b.json', sampleRun(LATER))];
    await expect(rematchCommand(files)).rejects.toThrow(/1 program came with a file.*--trust runs them/);
  });

  it.each([
    [['RUN'], /expected a baseline and a candidate/],
    [['RUN', 'RUN', '--budget', '0'], /--budget 0: expected a number of seconds from 1 to 86400/],
  ])('rematch %s is refused before anything is measured', async (parameters, message) => {
    const file = write('run.json', runOf({ 'gemm-tiled': 1 }));
    const given = parameters.map((one) => (one === 'RUN' ? file : one));
    await expect(rematchCommand(given)).rejects.toThrow(message);
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { suiteRuns } from '../../ipc/history/fixture/suite-runs.ts';
import type { Run } from '../../ipc/types.ts';
import { RunStore } from '../../store/run-store.ts';
import { openRuns } from '../runs/open-runs.ts';
import { UsageError } from '../usage-error.ts';
import { suiteCommand } from './command.ts';

let folder = '';
let printed: string[] = [];
const output = () => printed.join('\n').replaceAll('\u00a0', ' ');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-suite-'));
  printed = [];
  vi.stubEnv('TILESCOPE_USER_DATA', folder);
  vi.stubEnv('TZ', 'UTC');
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function keep(runs: readonly Run[]): void {
  const store = openRuns();
  for (const run of runs) store.add(run);
  store.dispose();
}

const steps = (...factors: readonly number[]) =>
  suiteRuns(factors.map((factor, run) => [1000 * factor * (1 + 0.001 * (run % 3)), 500 + (run % 4)]));
const SLOWER = steps(1, 1, 1, 1, 1, 1.2, 1.2, 1.2, 1.2, 1.2);
const FASTER = steps(1.2, 1.2, 1.2, 1.2, 1.2, 1, 1, 1, 1, 1);

describe('suite', () => {
  it('lists suites with their newest run', async () => {
    await suiteCommand([]);
    expect(output()).toBe('No runs yet.');
    printed = [];
    const [other] = steps(1);
    if (!other) return expect.unreachable();
    const { request } = other;
    keep([
      ...SLOWER,
      {
        ...other,
        id: '99999999-0000-4000-8000-000000000000',
        request: { ...request, method: { ...request.method, cache: 'hot' } },
      },
    ]);
    expect(await suiteCommand([])).toBe(0);
    expect(output().split('\n')).toEqual([
      expect.stringMatching(
        /^00000009 {2}10 Jan, \d\d:\d\d {2}10 runs {2}Matrix multiplication f32 · .* · caches cold, samples of 1 ms or more$/,
      ),
      expect.stringMatching(
        /^99999999 {2}.* {2}1 run {4}Matrix multiplication f32 · .* · samples of 1 ms or more$/,
      ),
    ]);
  });

  it('shows the cells over time and what changed, without reading a sample', async () => {
    keep(SLOWER.map((run, index) => (index < 5 ? run : withClang(run))));
    const whole = vi.spyOn(RunStore.prototype, 'run');
    expect(await suiteCommand(['latest'])).toBe(0);
    expect(whole).not.toHaveBeenCalled();
    expect(output()).toMatch(/^Matrix multiplication f32 .*\n10 runs, 1 Jan, .* to 10 Jan, /);
    expect(output()).toMatch(
      /64×64×64 +Tiled +1.20 µs ○ +1.19 µs to 1.21 µs +10 runs +▁▁▁▁▁█████ +1.20× slower\n/,
    );
    expect(output()).toMatch(/64×64×64 +\S+ +501 ns .* 10 runs +\S+\n/);
    expect(output()).toMatch(
      /6 Jan, .* {2}Tiled at 64×64×64: 1.20× slower, 1.00 µs to 1.20 µs \(p = 0.0\d+\)\n {4}run 00000005, source c4..c5, clang 19 → 20\n\n○ doubtful: thermal state serious$/,
    );
  });

  it('lists the runs of a single cell', async () => {
    keep(SLOWER);
    await suiteCommand(['00000003', '--contender', 'gemm-tiled', '--size', '64']);
    expect(output()).toMatch(
      /00000000 {2}1 Jan, .* {2}1.00 µs {2}990 ns to 1.01 µs +c0 {2}○ thermal state serious\n/,
    );
    expect(output()).not.toMatch(/BLAS/);
  });

  it('takes ratios to a contender, and only the newest runs', async () => {
    keep(SLOWER);
    await suiteCommand(['latest', '--against', 'cblas']);
    expect(output()).toMatch(/ratios to the times of .*\n\n.*\n64×64×64 +Tiled +2.40× ○ +2.36× to 2.43×/);
    printed = [];
    await suiteCommand(['latest', '--last', '5']);
    expect(output()).toMatch(/\n5 runs, /);
    expect(output()).toMatch(/Changes show in 8 runs or more\.\n\n○ doubtful/);
  });

  it.each([
    ['slower', SLOWER, 1],
    ['faster', FASTER, 0],
    ['slower and faster again', steps(...Array(8).fill(1), ...Array(8).fill(1.2), ...Array(8).fill(1)), 0],
    ['the same', steps(...Array(10).fill(1)), 0],
  ])('fails where the newest change is a regression: %s', async (_what, runs, code) => {
    keep(runs);
    expect(await suiteCommand(['latest', '--fail-on-regression'])).toBe(code);
    expect(await suiteCommand(['latest'])).toBe(0);
  });

  it('writes all of it as JSON', async () => {
    keep(SLOWER);
    const path = join(folder, 'history.json');
    await suiteCommand(['latest', '--json', path, '--contender', 'gemm-tiled']);
    const record = JSON.parse(readFileSync(path, 'utf8'));
    expect(record).toMatchObject({ format: 'tilescope-history', version: 1, against: null, unit: 'ns' });
    expect(record.suite.operation).toBe('Matrix multiplication f32');
    expect(record.runs.map((run: { source: string }) => run.source)).toEqual(
      SLOWER.map(({ source }) => source),
    );
    expect(record.cells).toHaveLength(1);
    expect(record.cells[0]).toMatchObject({
      contender: 'gemm-tiled',
      clock: 'wall',
      problem: { op: 'gemm', m: 64 },
    });
    expect(record.cells[0].points).toHaveLength(10);
    expect(record.cells[0].points[5]).toMatchObject({ run: 5, doubt: 'thermal state serious' });
    expect(record.cells[0].changes).toMatchObject([{ lastBefore: 4, firstAfter: 5 }]);
  });

  it('says what is wrong with the command line', async () => {
    keep(SLOWER);
    for (const [parameters, message] of [
      [['--json', 'x'], /suite: expected one run of a suite/],
      [['latest', 'latest'], /suite: expected one run of a suite/],
      [['nobody'], /nobody: no run has this id or name/],
      [['latest', '--contender', 'mps'], /--contender mps: expected gemm-tiled, cblas/],
      [['latest', '--size', '65'], /--size 65: expected 64x64x64/],
      [['latest', '--against', 'mps'], /--against mps: expected gemm-tiled, cblas/],
      [['latest', '--last', '0'], /--last 0: expected a whole number from 1 to/],
    ] as const) {
      await expect(suiteCommand(parameters)).rejects.toThrow(message);
      await expect(suiteCommand(parameters)).rejects.toThrow(UsageError);
    }
  });

  it('leaves out runs that are still measured', async () => {
    const [first, ...others] = SLOWER.toReversed();
    if (!first) return expect.unreachable();
    const store = openRuns();
    for (const run of others) store.add(run);
    store.add({ ...first, status: 'running' });
    await suiteCommand(['latest']);
    store.dispose();
    expect(output()).toMatch(/\n9 runs, /);
  });
});

function withClang(run: Run): Run {
  const { environment } = run;
  return { ...run, environment: { ...environment, versions: { ...environment.versions, clang: '20' } } };
}

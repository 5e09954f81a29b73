import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problemKey } from '../../../kernels/index.ts';
import { sampleEnvironment, sampleRequest } from '../../ipc/fixture/sample-run.ts';
import {
  FAST_VARIANT,
  sampleHeat,
  sampleHeats,
  sampleTuning,
  tunedClass,
  tunedProblems,
} from '../../ipc/fixture/sample-tuning.ts';
import { tuningRecordSchema } from '../../ipc/tune/record.ts';
import type { Run, SweepRequest } from '../../ipc/types.ts';
import { keepTuning } from '../../store/tunings.ts';
import { openRuns } from '../runs/open-runs.ts';
import { adoptedHere } from './adopted-here.ts';
import { tuneCommand } from './command.ts';
import { readTuneOptions } from './options.ts';

const tuning = sampleTuning;
const problems = tunedProblems;
const sizeClass = tunedClass;

let folder = '';
let printed: string[] = [];
const text = () => printed.join('\n');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-tune-'));
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

function keep(...heats: Run[]): void {
  const store = openRuns();
  keepTuning(store, tuning);
  for (const heat of heats) store.add(heat);
  store.dispose();
}

describe('tune', () => {
  it('shows the ranking, what was refused or wrong, and by how much the best beats the defaults', async () => {
    keep(...sampleHeats());
    expect(await tuneCommand(['1111', '--json', join(folder, 'tuning.json')])).toBe(0);
    expect(text()).toMatch(/^gemm f32, 1 to 100 MFLOP {2}192×192×192, 128×128×128$/m);
    expect(text()).toMatch(/^1 +0\.8\d\d +0\.8\d\d–0\.\d{3} +16 +FASTER +gemm-tiled@blockM=32,blockK=16$/m);
    expect(text()).toMatch(/^2 +1\.000 .* defaults +gemm-tiled$/m);
    expect(text()).toMatch(/^wrong: gemm-tiled@buffers=2: C is wrong$/m);
    expect(text()).toMatch(
      /^refused by threadgroupBytes, 1 configuration, such as gemm-tiled@blockK=64: too many$/m,
    );
    expect(text()).toMatch(
      /takes (9\.\d|10\.\d)% less time \(\d+\.\d% to \d+\.\d%, at 2 sizes\) than the\s+fastest defaults/,
    );
    const record = tuningRecordSchema.parse(JSON.parse(readFileSync(join(folder, 'tuning.json'), 'utf8')));
    expect(record.classes[0]?.adoptable).toEqual([FAST_VARIANT]);
    expect(record.classes[0]).toMatchObject({
      winner: FAST_VARIANT,
      heats: [{}, {}].map(() => expect.any(String)),
    });
    expect(text()).toMatch(
      /^gemm f32, 1 to 100 MFLOP +2 +gemm-tiled +0\.9\d\d +0\.\d{3}–0\.\d{3} +FASTER +gemm-tiled@blockM=32,blockK=16$/m,
    );
    expect(text()).toMatch(/^At least as fast as the defaults in 1 class, faster in 1\.$/m);
  });

  it('adopts what is faster, uses it for sweeps on that device only, exports and forgets it', async () => {
    const [screen, final] = sampleHeats() as [Run, Run];
    keep(screen, final);
    const request: SweepRequest = {
      ...sampleRequest,
      problems,
      contenders: ['gemm-tiled', 'gemm-tiled@blockM=64'],
    };
    expect(adoptedHere(sampleEnvironment, request)).toEqual(request);
    await tuneCommand(['--adopt', final.id.slice(0, 8)]);
    const adopted = { [sizeClass]: { 'gemm-tiled': { blockM: 32, blockK: 16 } } };
    expect(adoptedHere(sampleEnvironment, request)).toEqual({ ...request, adopted });
    const elsewhere = { ...sampleEnvironment, machine: 'another' };
    expect(adoptedHere(elsewhere, request)).toEqual(request);
    const others = { ...request, contenders: ['gemm-tiled@blockM=64', 'cblas'] };
    expect(adoptedHere(sampleEnvironment, others)).toEqual(others);

    await tuneCommand(['--adopt', 'latest']); // again: it replaces itself
    printed = [];
    await tuneCommand(['--adopted']);
    expect(text().match(/^gemm-tiled {2}gemm f32/gm)).toHaveLength(1);
    expect(text()).toMatch(
      /blockM=32, blockK=16\n {2}0\.9\d\d \(0\.\d+–0\.\d+\) times as long .* at 192x192x192, 128x128x128$/m,
    );
    await tuneCommand(['--export']);
    expect(text()).toMatch(
      /'gemm f32, 1 to 100 MFLOP': \{\n +values: \{ blockM: 32, blockK: 16 \},\n +source: 'measured by tilescope tune on A “CPU” .* 2026-|20\d\d-/,
    );
    await expect(tuneCommand(['--forget', 'gemm-direct'])).rejects.toThrow(/nothing that was adopted/);
    await tuneCommand(['--forget', 'gemm-tiled']);
    expect(adoptedHere(sampleEnvironment, request)).toEqual(request);
  });

  it('keeps the defaults where the final finds a variant faster overall, and slower at a size', async () => {
    const [screen, final] = sampleHeats() as [Run, Run];
    // What was fast at both sizes is now fast at one of them, and slow at the other.
    const last = problemKey(problems[1] as never);
    const cells = final.cells.map((cell) => {
      if (cell.contender !== FAST_VARIANT) return cell;
      const factor = problemKey(cell.problem) === last ? 1.25 : 0.5;
      return { ...cell, samples: cell.samples.map((one) => ({ ...one, wallNs: one.wallNs * factor })) };
    });
    keep(screen, { ...final, cells });
    await tuneCommand(['latest']);
    expect(text()).toMatch(/^gemm f32, 1 to 100 MFLOP +2 +gemm-tiled +1 +defaults stay/m);
    await expect(tuneCommand(['--adopt', 'latest'])).rejects.toThrow(/Nothing to adopt/);
  });

  it('adopts nothing that no final confirmed', async () => {
    keep(sampleHeat('screen', { 'gemm-tiled': 1, [FAST_VARIANT]: 0.5 }));
    await tuneCommand(['latest']);
    expect(text()).toMatch(/Not confirmed yet: .* took 50\.\d% less time than the fastest\s+defaults/);
    await expect(tuneCommand(['--adopt', 'latest'])).rejects.toThrow(/Nothing to adopt/);
  });

  it('lists tunings, and refuses one that it does not know', async () => {
    keep();
    await tuneCommand(['--list']);
    expect(text()).toMatch(/^11111111 .* 1 class {2}5\.0 of 10\.0 min {2}Tuning of SGEMM$/m);
    await expect(tuneCommand(['nobody'])).rejects.toThrow(/nobody: no tuning has this id or name/);
    expect(problemKey(problems[0] as never)).toContain('gemm');
  });
});

describe('readTuneOptions', () => {
  const read = (line: string) => readTuneOptions(line.split(' ')).action;

  it('reads what to search, and for how long', () => {
    expect(read('--op gemm --sizes 256,512 --budget 0.5 --seed 7')).toMatchObject({
      kind: 'start',
      budgetMs: 30_000,
      seed: 7,
      cells: { op: 'gemm', problems: [{ m: 256 }, { m: 512 }] },
    });
    expect(read('--resume')).toEqual({ kind: 'resume', name: null, budgetMs: null });
    expect(read('3f0c --resume --budget 2')).toEqual({ kind: 'resume', name: '3f0c', budgetMs: 120_000 });
  });

  it.each([
    ['--op gemm', /--sizes is required/],
    ['--sizes 64 --budget 0', /--budget 0: expected a number of minutes from 0.1 to 1440/],
    ['--sizes 64 --vary blockM=32', /Unknown option '--vary'/],
    ['--adopt latest --adopted', /--adopt --adopted: expected one of them/],
    ['latest --list', /tune latest --list: expected --list alone/],
    ['one two', /tune one two: expected one tuning/],
  ])('%s is refused', (line, message) => expect(() => read(line)).toThrow(message));
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sampleRun } from '../../ipc/fixture/sample-run.ts';
import { judgePairs } from '../../ipc/verdict/judgement.ts';
import { judgingOf } from '../../ipc/verdict/looks.ts';
import { pairsAgainst } from '../../ipc/verdict/pairs.ts';
import { newCommand } from '../own/new-command.ts';
import { plain } from '../terminal/paint.ts';
import { judgeCommand } from './command.ts';
import { hasFailed, speedRecord } from './speed.ts';
import { judgementText, speedText } from './text.ts';
import { isBad, type Tried } from './trials.ts';

type Finding = Tried['findings'][number];
const finding = (kind: Finding['kind'], message: string) => ({ kind, message }) as Finding;

function trial(changes: Partial<Tried> = {}): Tried {
  const verification = {
    maxRelativeError: 2e-6,
    tolerance: 1e-5,
    method: 'elements',
    rowsChecked: 1,
    rows: 1,
  } as const;
  return {
    reason: 'given',
    problem: { op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64 },
    distribution: 'normal',
    seed: 5,
    program: 'a'.repeat(64),
    texts: ['b'.repeat(64)],
    findings: [],
    verification,
    failure: null,
    ...changes,
  };
}

describe('a judgement', () => {
  it('of a right kernel has a line for each kind of trial, and for those that there were none of', () => {
    const tried = [
      trial(),
      trial({ distribution: 'tiny' }),
      trial({ reason: 'checked' }),
      trial({ reason: 'random' }),
    ];
    expect(judgementText(tried, true, plain)).toBe(
      [
        '✓ checked   memory accesses checked, at small sizes: 1 problem, 1 trial, largest error 2.0×10⁻⁶',
        '✓ given     verified at the sizes given: 1 problem, 2 trials, largest error 2.0×10⁻⁶',
        '✓ random    verified at random sizes: 1 problem, 1 trial, largest error 2.0×10⁻⁶',
        '– held-out  no problem of this kind that it supports was found',
        '',
        'Right and safe in all 4 trials. Its speed was not judged: --against NAME times it beside others.',
      ].join('\n'),
    );
  });

  it('of a wrong one says what speaks against it, with the seed of the inputs', () => {
    const failure = { code: 'WRONG_RESULT', message: 'C is\u001b wrong.', detail: 'Relative to it.' };
    const race = finding('race', 'two threads write an element');
    const bad = [trial({ failure, seed: 7 }), trial({ reason: 'checked', findings: [race] })];
    const text = judgementText([trial(), ...bad], true, plain);
    expect(text).toContain('✗ given     verified at the sizes given: 1 problem, 2 trials, 1 bad');
    expect(text).toContain(
      '✗ given 64×64×64, normal inputs of seed 7\n    C is\\u001b wrong.\n    Relative to it.\n',
    );
    expect(text).toContain('✗ checked 64×64×64, normal inputs of seed 5\n    two threads write an element');
    expect(text).toMatch(/Refuted in 2 of 3 trials\.$/);
  });

  it('is not changed by what Metal allows', () => {
    expect(isBad(trial({ findings: [finding('fast-math', 'tanh of 50')] }))).toBe(false);
    expect(isBad(trial({ findings: [finding('lane-order', 'depends on the order')] }))).toBe(true);
  });

  it('of speed says where the kernel is slower, and has the verdicts for other programs', () => {
    const run = sampleRun();
    const [own = '', other = ''] = run.request.contenders;
    const pairs = pairsAgainst(other, run).map((pair) => ({ ...pair, contender: other }));
    const judged = judgePairs(
      pairs,
      judgingOf(run.request, () => 0),
    );
    const slower = { ...judged.pairs[0], verdict: { ...judged.pairs[0]?.verdict, verdict: 'SLOWER' } };
    const speed = { run, judgement: { ...judged, pairs: [slower] as typeof judged.pairs } };
    expect(speedText(speed, own, plain)).toMatch(
      /^.* is the candidate, and each contender a baseline\.\n.*\nSlower than .* at \d/s,
    );
    expect(speedRecord(speed, own)).toMatchObject({
      format: 'tilescope-verdicts',
      candidate: { id: run.id, contender: own },
      cells: [{ contender: other, verdict: 'SLOWER' }],
    });
    expect(hasFailed(speed, own)).toBe(false);
    const wrong = run.cells.map((cell) => ({ ...cell, status: 'rejected' as const }));
    expect(hasFailed({ ...speed, run: { ...run, cells: wrong } }, own)).toBe(true);
  });
});

describe('judge', () => {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'judge-'));
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await newCommand(['attention', join(folder, 'mine.metal')]);
  });
  afterAll(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it.each([
    [[], /expected one kernel/],
    [['a.metal', 'b.metal'], /expected one kernel/],
    [['mine.metal', '--rounds', '0'], /--rounds 0: expected a whole number from 1 to 1000/],
    [['mine.metal', '--seed', '-1'], /--seed -1: expected a whole number from 0/],
    [['mine.metal', '--against', 'mps'], /--contenders mps: expected own:mine, attention-/],
    [['mine.metal', '--sizes', '64x64x32'], /own:mine supports none of the sizes/],
    [['mine.metal', '--json', 'mine.metal'], /this file is read, and would be replaced/],
  ])('refuses %j', async (parameters, message) => {
    const named = parameters.map((text) => (text === 'mine.metal' ? join(folder, text) : text));
    await expect(judgeCommand(named)).rejects.toThrow(message);
  });
});

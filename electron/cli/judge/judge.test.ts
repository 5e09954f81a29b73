import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ownKernel, type Problem, startKernel } from '../../../kernels/index.ts';
import { sampleRun } from '../../ipc/fixture/sample-run.ts';
import { planTrials } from '../../ipc/judge/plan.ts';
import type { Receipt } from '../../ipc/judge/receipt.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import { judgePairs } from '../../ipc/verdict/judgement.ts';
import { judgingOf } from '../../ipc/verdict/looks.ts';
import { pairsAgainst } from '../../ipc/verdict/pairs.ts';
import { newCommand } from '../own/new-command.ts';
import { plain } from '../terminal/paint.ts';
import { judgeCommand } from './command.ts';
import { caseOf, readReceipt } from './read-receipt.ts';
import { hasFailed, speedRecord } from './speed.ts';
import { confirmationText, judgementText, speedText } from './text.ts';
import { isBad, type Tried, textsOf } from './trials.ts';

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
    expect(judgementText(tried, tried, true, plain)).toBe(
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
    const text = judgementText([trial(), ...bad], [], true, plain);
    expect(text).toContain('✗ given     verified at the sizes given: 1 problem, 2 trials, 1 bad');
    expect(text).toContain(
      '✗ given 64×64×64, normal inputs of seed 7\n    C is\\u001b wrong.\n    Relative to it.\n',
    );
    expect(text).toContain('✗ checked 64×64×64, normal inputs of seed 5\n    two threads write an element');
    expect(text).toMatch(/Refuted in 2 of 3 trials\.$/);
  });

  it('says nothing of a kernel where the reference fails', () => {
    const failure = { code: 'BAD_REFERENCE', message: 'It does not compile.' };
    const text = judgementText([trial(), trial({ failure })], [], true, plain);
    expect(text).toContain('✗ given     verified at the sizes given: 1 problem, 2 trials, 1 not judged');
    expect(text).toMatch(/It does not compile\.\n\nNot judged in 1 of 2 trials: the reference fails\.$/);
    expect(isBad(trial({ failure }))).toBe(true);
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

describe('a receipt', () => {
  const started = startKernel('gemm', {}, 'mine');
  if ('issues' in started) throw new Error(JSON.stringify(started.issues));
  const fileOf = (text: string, name = 'mine'): KernelFile => {
    const read = ownKernel({ ...started.descriptor, name }, { 'mine.metal': text }, 'mine.metal');
    if ('issues' in read) throw new Error(JSON.stringify(read.issues));
    return { kernel: read.kernel, source: 'mine.metal' };
  };
  const file = fileOf('// the text');
  const given = [64, 65].map((size) => ({ op: 'gemm', dtype: 'f32', m: size, n: size, k: size }) as const);
  const trials = planTrials(file.kernel, given, { seed: 9, rounds: 1 });
  const receipt: Receipt = {
    ...{ format: 'tilescope-receipt', version: 1, madeAt: '2026-01-02T03:04:05.000Z', kernel: 'own:mine' },
    ...{
      source: 'mine.metal',
      texts: textsOf(file, given[0] as Problem),
      descriptor: file.kernel.descriptor,
    },
    ...{ environment: sampleRun().environment, seed: 9, isRight: true, speed: null },
    trials: trials.map((one) => ({ ...trial(), ...one, findings: [] })),
  };
  const path = join(tmpdir(), `receipt-${process.pid}.json`);
  afterAll(() => rmSync(path, { force: true }));

  it('says what was run, to the last seed', async () => {
    writeFileSync(path, JSON.stringify(receipt));
    const read = await readReceipt(path);
    expect(read).toEqual(receipt);
    const again = caseOf(read, file);
    expect(again).toMatchObject({ given, others: null, seed: 9 });
    expect(
      again.trials.map(({ reason, problem, distribution, seed }) => ({
        reason,
        problem,
        distribution,
        seed,
      })),
    ).toEqual(trials);
  });

  it('is of problems that the kernel solves', () => {
    const custom = startKernel('custom', {}, 'mine');
    if ('issues' in custom) throw new Error(JSON.stringify(custom.issues));
    const read = ownKernel(custom.descriptor, { 'mine.metal': '// the text' }, 'mine.metal');
    if ('issues' in read) throw new Error(JSON.stringify(read.issues));
    const { kernel } = read;
    const other = { ...receipt, descriptor: kernel.descriptor };
    expect(() => caseOf(other, { kernel, source: 'mine.metal' })).toThrow(
      /a trial of the receipt is of gemm-f32-.*: own:mine solves custom:shifted-exp:/,
    );
  });

  it('is of one text and one descriptor', () => {
    expect(() => caseOf(receipt, fileOf('// another'))).toThrow(
      /the text of mine\.metal is not the one that was judged: its SHA-256 is \w{64}, not \w{64}$/,
    );
    expect(() => caseOf(receipt, fileOf('// the text', 'other'))).toThrow(
      /the descriptor of own:other is not that of the receipt, of own:mine: it has another name/,
    );
  });

  it.each([
    ['{', /--verify .*receipt-\d+\.json: /],
    [JSON.stringify({ ...receipt, seed: 'x' }), /seed = x: expected a number/],
    [
      JSON.stringify({ ...receipt, format: 'tilescope-run' }),
      /format = tilescope-run: expected tilescope-receipt/,
    ],
  ])('is checked before anything is run: %.20s', async (content, message) => {
    writeFileSync(path, content);
    await expect(readReceipt(path)).rejects.toThrow(message);
  });

  it.each([
    [{ isRight: false }, /isRight = false, and no trial of it speaks against the kernel/],
    [
      { trials: receipt.trials.map((one) => ({ ...one, failure: { code: 'X', message: 'x' } })) },
      /isRight = true, and \d+ trials of it speak against the kernel/,
    ],
  ])('is refused if its verdict is not that of its trials: %.30j', async (change, message) => {
    writeFileSync(path, JSON.stringify({ ...receipt, ...change }));
    await expect(readReceipt(path)).rejects.toThrow(message);
  });

  it('is confirmed by trials that go as it says', () => {
    expect(confirmationText(receipt, receipt, plain)).toMatchObject({ isConfirmed: true });
    const [first, ...others] = receipt.trials;
    const failure = { code: 'WRONG_RESULT', message: 'wrong' };
    const again = {
      ...receipt,
      isRight: false,
      trials: [{ ...first, failure }, ...others] as Receipt['trials'],
    };
    const { text, isConfirmed } = confirmationText(receipt, again, plain);
    expect(isConfirmed).toBe(false);
    expect(text).toMatch(/is not confirmed:\n {2}checked .* inputs: it speaks against the kernel now$/);
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
    [['mine.metal', '--against', 'mps'], /--against mps: expected own:mine, attention-/],
    [['mine.metal', '--sizes', '64x64x32'], /own:mine supports none of the sizes/],
    [['mine.metal', '--verify', 'NONE.json'], /--verify NONE\.json: no such file/],
    [['mine.metal', '--json', 'mine.metal'], /this file is read, and would be replaced/],
  ])('refuses %j', async (parameters, message) => {
    const named = parameters.map((text) => (text === 'mine.metal' ? join(folder, text) : text));
    await expect(judgeCommand(named)).rejects.toThrow(message);
  });
});

import { describe, expect, it } from 'vitest';
import type { CopyCheck, OpenedPass, TextDiagnostic } from '../../electron/ipc/edit/edit-schema.ts';
import type { Problem } from '../../kernels/index.ts';
import {
  changesOf,
  checkText,
  compileText,
  copyText,
  editOf,
  isEdited,
  judgedText,
  launchAt,
  notesOn,
  withLaunch,
} from './copy.ts';

const PASS = {
  text: 0,
  functionName: 'f',
  constants: {},
  bindings: [],
  threadgroups: [4, 2, 1],
  threadsPerThreadgroup: [64, 1, 1],
  threadgroupBytes: null,
  registers: null,
} satisfies OpenedPass;
const CELL = { texts: ['one', 'two'], passes: [PASS, { ...PASS, text: 1 }] };

describe('changes', () => {
  it('are those of a draft, and an edit says only what differs', () => {
    const draft = { texts: [null, 'TWO'], launches: {} };
    const changes = changesOf({ ...CELL, draft });
    expect(changes.texts).toEqual(['one', 'TWO']);
    expect(editOf(CELL, changes)).toEqual(draft);
    expect(isEdited(CELL, changes)).toBe(true);
    expect(isEdited(CELL, changesOf({ ...CELL, draft: null }))).toBe(false);
  });

  it('of a launch that make it what it was are none', () => {
    const launch = { ...launchAt(PASS, 0, {}), grid: [8, 2, 1] as [number, number, number] };
    const changed = withLaunch(CELL, {}, 0, launch);
    expect(changed).toEqual({ 0: launch });
    expect(withLaunch(CELL, changed, 0, launchAt(PASS, 0, {}))).toEqual({});
  });
});

const diagnostic = (change: Partial<TextDiagnostic>): TextDiagnostic => {
  return { severity: 'error', file: null, line: 3, column: 5, message: 'wrong', text: 0, ...change };
};
const PROBLEM: Problem = { op: 'gemm', dtype: 'f32', m: 67, n: 67, k: 67 };
const CHECK = {
  problem: PROBLEM,
  failure: null,
  findings: [{ pass: 1, message: 'a race', access: { file: null, line: 7 }, other: null, memory: null }],
} as unknown as CopyCheck;

it('notes stand at their lines of their text; those of included files at the first', () => {
  const said = [
    diagnostic({}),
    diagnostic({ file: 'metal_math', line: 99 }),
    diagnostic({ text: 1, line: 0 }),
  ];
  expect(notesOn(0, CELL, said, CHECK)).toEqual([
    { severity: 'error', line: 3, column: 5, message: 'wrong', source: 'compiler' },
    { severity: 'error', line: 1, column: 0, message: 'metal_math:99: wrong', source: 'compiler' },
  ]);
  expect(notesOn(1, CELL, said, CHECK)).toMatchObject([
    { line: 1, source: 'compiler' },
    { severity: 'warning', line: 7, message: 'a race', source: 'check' },
  ]);
});

it('what the compiler and the check say is counted', () => {
  expect(compileText([])).toBe('Compiles');
  expect(
    compileText([diagnostic({}), diagnostic({ severity: 'warning' }), diagnostic({ severity: 'note' })]),
  ).toBe('1 error, 1 warning');
  expect(checkText(CHECK)).toBe('Check at 67: 1 finding');
  expect(checkText({ ...CHECK, findings: [] })).toBe('Check at 67: no findings');
});

describe('a verdict', () => {
  const judged = (
    verdict: 'FASTER' | 'SLOWER' | 'SAME' | 'UNCLEAR',
    ratio: number,
    low: number,
    high: number,
  ) => judgedText({ verdict, ratio, interval95: [low, high], reason: 'A reason.' });

  it.each([
    [judged('FASTER', 0.88, 0.86, 0.9), 'FASTER', 'by 12.0% (95%: 10.0% to 14.0%)'],
    [judged('SLOWER', 1.5, 1.4, 1.6), 'SLOWER', 'by 50.0% (95%: 40.0% to 60.0%)'],
    [judged('SAME', 1, 0.995, 1.004), 'SAME', 'time −0.5% to +0.4% (95%). A reason.'],
    [judged('UNCLEAR', 1.01, 0.98, 1.04), 'UNCLEAR', 'time −2.0% to +4.0% (95%). A reason.'],
  ])('%j', (text, word, detail) => {
    expect(text).toMatchObject({ word, detail });
  });

  it('on a copy that is wrong is what is wrong with it', () => {
    const failure = { code: 'WRONG_RESULT', message: 'row 0 is wrong', detail: 'more' };
    const copy = { problem: PROBLEM, status: 'wrong' as const, failure, verification: null };
    expect(copyText(copy, undefined)).toEqual({ word: 'WRONG', tone: 'bad', detail: 'row 0 is wrong\nmore' });
    expect(copyText({ ...copy, status: 'pending', failure: null }, undefined).word).toBe('NOT MEASURED');
  });
});

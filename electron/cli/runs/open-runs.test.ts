import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleRun } from '../../ipc/fixture/sample-run.ts';
import type { RunHeader } from '../../ipc/types.ts';
import { CommandError } from '../usage-error.ts';
import { findRun, findUnfinishedRun, openRuns, shortId, storeWith } from './open-runs.ts';

let folder = '';
let printed: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-runs-'));
  printed = [];
  vi.stubEnv('TILESCOPE_USER_DATA', folder);
  vi.spyOn(console, 'error').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const run = sampleRun();

it('a new run is in the store that the window opens', () => {
  storeWith(run).dispose();
  const store = openRuns();
  expect(store.file).toBe(join(folder, 'tilescope.sqlite'));
  expect(store.run(run.id)).toEqual(run);
  store.dispose();
  expect(printed).toEqual([]);
});

it('a store that cannot be opened is told in one line, and the run is kept in memory', () => {
  writeFileSync(join(folder, 'file'), '');
  vi.stubEnv('TILESCOPE_USER_DATA', join(folder, 'file'));
  const store = storeWith(run);
  expect(store.run(run.id)).toEqual(run);
  store.dispose();
  expect(printed).toHaveLength(1);
  expect(printed[0]).toMatch(
    /^tilescope: The run store .*tilescope\.sqlite cannot be opened.*--json FILE keeps it\.$/,
  );
  expect(() => openRuns()).toThrow(CommandError);
});

describe('the run that is named', () => {
  const header = (id: string, status: RunHeader['status'], name = 'A sweep') =>
    ({ ...run, id, status, name }) as unknown as RunHeader;
  const headers = [
    header('aa11-1', 'finished'),
    header('aa22-2', 'interrupted', 'aa'),
    header('bb', 'cancelled', 'nightly'),
    header('cc', 'finished'),
  ];

  it.each([
    ['aa1', 'aa11-1'],
    ['BB', 'bb'],
    ['nightly', 'bb'],
    ['latest', 'aa11-1'],
  ])('%s is %s', (text, id) => expect(findRun(headers, text).id).toBe(id));

  it('must be one', () => {
    expect(() => findRun(headers, 'aa')).toThrow('aa: 2 runs have this id: aa11-1, aa22-2');
    expect(() => findRun(headers, 'A sweep')).toThrow('A sweep: 2 runs have this name: aa11-1, cc');
    expect(() => findRun(headers, 'dd')).toThrow('dd: no run has this id or name');
    expect(() => findRun(headers, '')).toThrow('no run has this id or name');
    expect(() => findRun([], 'latest')).toThrow('latest: no run has this id or name');
  });

  it('is the newest unfinished one where none is named', () => {
    expect(findUnfinishedRun(headers).id).toBe('aa22-2');
    expect(() => findUnfinishedRun(headers.slice(0, 1))).toThrow('no interrupted or cancelled run');
    const heat = { tuning: run.id, sizeClass: 'gemm f32', kind: 'screen' as const, along: [] };
    const heats = headers.map((header) => ({ ...header, request: { ...header.request, heat } }));
    expect(() => findUnfinishedRun(heats)).toThrow('no interrupted or cancelled run');
  });
});

it('ids are short', () => expect(shortId(run.id)).toBe('0b6f3a0e'));

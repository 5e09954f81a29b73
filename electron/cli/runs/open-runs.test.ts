import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleRun } from '../../ipc/fixture/sample-run.ts';
import type { RunHeader } from '../../ipc/types.ts';
import { CommandError } from '../usage-error.ts';
import { findRun, openRuns, shortId, storeWith } from './open-runs.ts';

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
  const header = (id: string, status: RunHeader['status']) =>
    ({ ...run, id, status }) as unknown as RunHeader;
  const headers = [header('aa11-1', 'finished'), header('aa22-2', 'interrupted'), header('bb', 'cancelled')];

  it.each([
    [undefined, 'aa22-2'],
    ['aa1', 'aa11-1'],
    ['BB', 'bb'],
  ])('%s is %s', (text, id) => expect(findRun(headers, text).id).toBe(id));

  it('must be one', () => {
    expect(() => findRun(headers, 'aa')).toThrow('aa: 2 runs have this id; tilescope runs lists them');
    expect(() => findRun(headers, 'cc')).toThrow('cc: no run has this id');
    expect(() => findRun(headers.slice(0, 1), undefined)).toThrow('no interrupted or cancelled run');
  });
});

it('ids are short', () => expect(shortId(run.id)).toBe('0b6f3a0e'));

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { updateOf } from '../ipc/cell-update.ts';
import { measured, sampleRun } from '../ipc/fixture/sample-run.ts';
import type { Cell, Run } from '../ipc/types.ts';
import { fillDisk } from './fixture/full-disk.ts';
import { RunStore } from './run-store.ts';

// A disk that is full while a sweep runs.

let folder = '';
let file = '';
let store: RunStore;
let told: string[] = [];
const run: Run = { ...sampleRun(), status: 'running', finishedAt: null, failure: null };
const [first, , third] = run.cells as [Cell, Cell, Cell];
const OTHER_ID = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
const END = { status: 'finished', failure: null, finishedAt: '2026-01-02T04:00:00.000Z' } as const;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-full-'));
  file = join(folder, 'store.sqlite');
  store = new RunStore(file);
  told = [];
  store.onTrouble = (trouble) => told.push(trouble?.message ?? 'over');
  store.add(run);
});

afterEach(() => {
  vi.restoreAllMocks();
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const whole = measured(third);
const upTo = (count: number): Cell => ({
  ...whole,
  status: 'running',
  samples: whole.samples.slice(0, count),
});

/** What another process sees. */
function onDisk(): Run | null {
  const other = new RunStore(file);
  const found = other.run(run.id);
  other.dispose();
  return found;
}

it('keeps what was stored, shows what could not be, and tells it once with path and remedy', () => {
  store.saveCells(run.id, [updateOf(upTo(1))]);
  fillDisk(file, 'INSERT ON samples');
  const before = onDisk();
  store.saveCells(run.id, [updateOf(upTo(3), 1)]);
  store.saveCells(run.id, [updateOf(whole, 3)]);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`${file} cannot grow: its disk is full`);
  expect(told[0]).toContain('Free some space');
  expect(onDisk()).toEqual(before);
  expect(store.run(run.id)?.cells[2]).toEqual(whole);
  expect([...store.cells(run.id)][2]).toEqual(whole);
  expect(store.cell(run.id, whole.id)).toEqual(whole);
  expect(store.outline(run.id)?.cells[2]).toEqual({ ...whole, samples: [] });
  expect(store.header(run.id)).toMatchObject({ status: 'running', doneCount: 3 });
});

it('writes all of it as soon as there is room, and tells the next time again', () => {
  const makeRoom = fillDisk(file, 'INSERT ON samples');
  store.saveCells(run.id, [updateOf(upTo(2))]);
  makeRoom();
  const later = performance.now() + 60_000;
  vi.spyOn(performance, 'now').mockReturnValue(later);
  store.saveCells(run.id, [updateOf(whole, 2)]);
  expect(onDisk()?.cells[2]).toEqual(whole);
  expect(told).toEqual([expect.stringContaining('disk is full'), 'over']);
  fillDisk(file, 'INSERT ON samples');
  store.saveCells(run.id, [updateOf(measured(first), 0)]);
  expect(told).toHaveLength(3);
});

it('ends a run that cannot be written, and writes its end when there is room', () => {
  const makeRoom = fillDisk(file, 'INSERT ON samples', 'UPDATE ON runs');
  store.saveCells(run.id, [updateOf(upTo(3))]);
  store.close(run.id, { ...END, status: 'cancelled' });
  expect(store.header(run.id)).toMatchObject({ status: 'cancelled', finishedAt: END.finishedAt });
  expect(store.run(run.id)?.cells[2]).toEqual({ ...upTo(3), status: 'pending' });
  expect(store.headers()[0]).toMatchObject({ status: 'cancelled' });
  expect(store.saveAll()).toBe(false);
  expect(() => store.reopen(run.id)).toThrow('disk is full');
  const shown = store.run(run.id);
  makeRoom();
  expect(store.saveAll()).toBe(true);
  expect(onDisk()).toEqual(shown);
});

it('shows a roof that cannot be written, and writes it when there is room', () => {
  const roof = { ...run.environment.roof, gflops: 150, halfGflops: null };
  const share = (first?.summary?.gflops ?? 0) / 150;
  const makeRoom = fillDisk(file, 'UPDATE ON runs');
  store.setRoof(run.id, roof);
  expect(told).toHaveLength(1);
  expect(store.run(run.id)).toMatchObject({
    environment: { roof },
    cells: [{ summary: { utilization: share } }, {}, {}, {}],
  });
  expect(store.header(run.id)?.environment.roof).toEqual(roof);
  expect(onDisk()?.environment).toEqual(run.environment);
  makeRoom();
  expect(store.saveAll()).toBe(true);
  expect(onDisk()).toEqual(store.run(run.id));
  expect(onDisk()?.cells[0]?.summary?.utilization).toBe(share);
});

it('writes what is left when it is closed', () => {
  const makeRoom = fillDisk(file, 'INSERT ON samples');
  store.saveCells(run.id, [updateOf(whole)]);
  store.close(run.id, END);
  makeRoom();
  store.dispose();
  expect(onDisk()).toMatchObject(END);
  expect(onDisk()?.cells[2]).toEqual(whole);
  store = new RunStore(file);
});

it('opens although there is no room to say that runs were left behind, and says it later', () => {
  store.beginImport({ ...run, id: OTHER_ID });
  store.dispose();
  const makeRoom = fillDisk(file, 'UPDATE ON runs');
  store = new RunStore(file);
  expect(store.trouble?.message).toContain('disk is full');
  expect(store.header(run.id)).toMatchObject({ status: 'interrupted', isElsewhere: false });
  expect(store.run(run.id)).toMatchObject({ status: 'interrupted', failure: { code: 'INTERRUPTED' } });
  expect(() => store.reopen(run.id)).toThrow('disk is full');
  makeRoom();
  expect([store.saveAll(), store.trouble, store.has(OTHER_ID)]).toEqual([true, null, false]);
  expect(onDisk()).toEqual(store.run(run.id));
});

it('leaves a run alone that another process has gone on with in the meantime', () => {
  store.dispose();
  const makeRoom = fillDisk(file, 'UPDATE ON runs');
  store = new RunStore(file);
  makeRoom();
  const other = new RunStore(file);
  expect(other.reopen(run.id)).toBe(true);
  expect(store.saveAll()).toBe(true);
  expect(store.header(run.id)).toMatchObject({ status: 'running', isElsewhere: true });
  other.dispose();
});

it('refuses a new run, and settings wait until there is room', () => {
  const makeRoom = fillDisk(file, 'INSERT ON runs', 'INSERT ON remembered');
  expect(() => store.add({ ...run, id: OTHER_ID })).toThrow('disk is full');
  store.remember('settings', { theme: 'dark' });
  expect(store.remembered('settings')).toEqual({ theme: 'dark' });
  store.saveCells(run.id, [updateOf(whole)]);
  expect([store.unsavedRuns, store.trouble === null]).toEqual([[], false]);
  expect(told).toHaveLength(1);
  makeRoom();
  expect([store.saveAll(), store.trouble]).toEqual([true, null]);
  expect(told).toEqual([expect.stringContaining('disk is full'), 'over']);
  store.dispose();
  store = new RunStore(file);
  expect(store.remembered('settings')).toEqual({ theme: 'dark' });
});

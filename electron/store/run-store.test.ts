import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleText, readBundle } from '../ipc/bundle.ts';
import { updateOf } from '../ipc/cell-update.ts';
import { measured, sampleRun } from '../ipc/fixture/sample-run.ts';
import { NO_PROGRAMS } from '../ipc/programs/kept-program.ts';
import type { Cell, Roof, Run } from '../ipc/types.ts';
import { RunStore } from './run-store.ts';

let folder = '';
let file = '';
let store: RunStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-store-'));
  file = join(folder, 'store.sqlite');
  store = new RunStore(file);
});

afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function reopened(): RunStore {
  store.dispose();
  store = new RunStore(file);
  return store;
}

it('returns the run that was added, after a restart too', () => {
  const run = sampleRun();
  store.add(run);
  expect(store.run(run.id)).toEqual(run);
  expect(reopened().run(run.id)).toEqual(run);
});

it('exports what it imported, byte for byte', () => {
  const text = bundleText(sampleRun());
  const bundle = readBundle(text);
  if (!bundle.ok) return expect.unreachable(bundle.error.message);
  store.add(bundle.value.run);
  const run = reopened().run(bundle.value.run.id);
  expect(run && bundleText(run)).toBe(text);
});

it('gives a run without its samples, and each cell with them', () => {
  const run = sampleRun();
  store.add(run);
  const cells = run.cells.map((cell) => ({ ...cell, samples: [] }));
  expect(store.outline(run.id)).toEqual({ ...run, ...NO_PROGRAMS, cells });
  for (const cell of run.cells) expect(store.cell(run.id, cell.id)).toEqual(cell);
  expect([store.outline('unknown'), store.cell(run.id, 'unknown')]).toEqual([null, null]);
});

it('gives cells their shares of another roof, exactly as if they had been measured under it', () => {
  const run = sampleRun();
  store.add(run);
  const roof: Roof = {
    ...run.environment.roof,
    gflops: 150.7,
    halfGflops: null,
    test: { busyShare: 0.31, isProportional: true, range: [123.4, 150.7] },
  };
  store.setRoof(run.id, roof);
  const changed = reopened().run(run.id) as Run;
  expect(changed.environment).toEqual({ ...run.environment, roof });
  expect(changed.cells[0]?.summary?.utilization).toBe((run.cells[0]?.summary?.gflops ?? 0) / 150.7);
  expect(changed.cells.slice(1)).toEqual(run.cells.slice(1));
  // Importing recomputes utilization.
  const bundle = readBundle(bundleText(changed));
  expect(bundle.ok && bundle.value.run).toEqual(changed);
  store.setRoof('deleted meanwhile', roof);
});

it('counts cells and done ones, and lists the newest first', () => {
  const old = sampleRun();
  store.add(old);
  store.add(sampleRun({ id: '7d444840-9dc0-41d1-b245-5ffdce74fad2', startedAt: '2026-02-01T00:00:00.000Z' }));
  expect(store.headers().map(({ id }) => id)[1]).toBe(old.id);
  expect(store.header(old.id)).toMatchObject({ cellCount: 4, doneCount: 2 });
  expect(store.header('unknown')).toBeNull();
});

it('counts what is added, measured, begun again and deleted', () => {
  const counts = () => store.headers().map(({ cellCount, doneCount }) => [cellCount, doneCount]);
  const run = sampleRun({ status: 'running' });
  store.add({ ...run, cells: [] });
  expect(counts()).toEqual([[0, 0]]);
  store.addCells(run.id, run.cells, 0, run);
  expect(counts()).toEqual([[4, 2]]);
  const [first, , third] = run.cells as [Cell, Cell, Cell];
  store.saveCells(run.id, [updateOf(measured(third)), updateOf(measured(first))]);
  store.saveCells(run.id, [updateOf(measured(third))]);
  expect(counts()).toEqual([[4, 3]]);
  store.saveCells(run.id, [updateOf({ ...first, status: 'pending' })]);
  expect(counts()).toEqual([[4, 2]]);
  expect(reopened().header(run.id)).toMatchObject({ cellCount: 4, doneCount: 2 });
  store.delete(run.id);
  expect(counts()).toEqual([]);
});

it('lists what another process has changed of a run that it listed before', () => {
  const run = sampleRun();
  store.add(run);
  expect(store.headers()).toEqual(store.headers());
  const other = new DatabaseSync(file);
  other.exec(`UPDATE runs SET name = 'other', request = json_set(request, '$.method.seed', 7)`);
  other.close();
  expect(store.headers()).toMatchObject([{ name: 'other', request: { method: { seed: 7 } } }]);
  expect(store.run(run.id)?.request.method.seed).toBe(7);
});

it('adds samples as they arrive, and starts over when a cell does', () => {
  const run = sampleRun({ status: 'running' });
  store.add(run);
  const cell = run.cells[2] as Cell;
  const whole = measured(cell);
  const upTo = (count: number): Cell => ({
    ...whole,
    status: 'running',
    samples: whole.samples.slice(0, count),
  });
  const steps = [
    { count: 1, offset: 0 },
    { count: 3, offset: 1 },
    { count: 4, offset: 3 },
    { count: 2, offset: 0 },
  ];
  for (const { count, offset } of steps) {
    const update = updateOf(upTo(count), offset);
    store.saveCells(run.id, [update]);
    expect(store.run(run.id)?.cells[2]).toEqual(upTo(count));
    store.saveCells(run.id, [update]);
    expect(store.run(run.id)?.cells[2]).toEqual(upTo(count));
  }
});

it('refuses an update with samples missing, and everything beside it', () => {
  const run = sampleRun({ status: 'running' });
  store.add(run);
  const [first, third] = [run.cells[0], run.cells[2]] as [Cell, Cell];
  const gap = updateOf(measured(third), 2);
  expect(() => store.saveCells(run.id, [updateOf({ ...first, samples: [] }), gap])).toThrow(RangeError);
  expect(() => store.saveCells(run.id, [{ ...gap, id: 'other' }])).toThrow('has no cell other');
  expect(store.run(run.id)).toEqual(run);
});

it('keeps the samples of a killed process, whose run becomes interrupted', () => {
  const script = `
    import { RunStore } from ${JSON.stringify(join(import.meta.dirname, 'run-store.ts'))};
    import { updateOf } from ${JSON.stringify(join(import.meta.dirname, '../ipc/cell-update.ts'))};
    import { sampleRun, measured } from ${JSON.stringify(join(import.meta.dirname, '../ipc/fixture/sample-run.ts'))};
    const store = new RunStore(${JSON.stringify(file)});
    const run = sampleRun({ status: 'running', finishedAt: null, failure: null });
    store.add(run);
    store.saveCells(run.id, [updateOf({ ...measured(run.cells[2]), status: 'running' })]);
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(child.signal, child.stderr).toBe('SIGKILL');
  const run = reopened().run(sampleRun().id);
  expect(run).toMatchObject({ status: 'interrupted', failure: { code: 'INTERRUPTED' } });
  expect(run?.cells[2]).toMatchObject({ status: 'pending' });
  expect(run?.cells[2]?.samples).toHaveLength(4);
});

it('reopens a run: done cells stay, the others start with nothing', () => {
  const run = sampleRun();
  store.add({
    ...run,
    cells: run.cells.map((cell, i) => (i === 2 ? { ...measured(cell), status: 'pending' } : cell)),
  });
  store.reopen(run.id);
  const now = store.run(run.id);
  expect(now).toMatchObject({ status: 'running', failure: null, finishedAt: null });
  expect(now?.cells[0]).toEqual(run.cells[0]);
  expect(now?.cells[2]).toEqual({ ...run.cells[2], samples: [] });
});

it('deletes a run with its cells and samples', () => {
  const run = sampleRun();
  store.add(run);
  store.delete(run.id);
  expect(store.run(run.id)).toBeNull();
  const database = new DatabaseSync(file);
  expect(
    database.prepare('SELECT (SELECT count(*) FROM cells) + (SELECT count(*) FROM samples) AS n').get(),
  ).toEqual({
    n: 0,
  });
  database.close();
});

it('refuses to add a run twice, and leaves no trace of the second', () => {
  const run = sampleRun();
  store.add(run);
  expect(() => store.add(run)).toThrow();
  expect(store.run(run.id)).toEqual(run);
});

it('shows an imported run when it is whole, and forgets one that never was', () => {
  const run = sampleRun();
  store.beginImport(run);
  store.addCells(run.id, run.cells.slice(0, 2), 0, run);
  expect([store.has(run.id), store.run(run.id), store.header(run.id), store.headers()]).toEqual([
    true,
    null,
    null,
    [],
  ]);
  expect(reopened().has(run.id)).toBe(false);
  store.beginImport(run);
  store.addCells(run.id, run.cells.slice(0, 2), 0, run);
  store.addCells(run.id, run.cells.slice(2), 2, run);
  store.finishImport(run);
  expect(store.run(run.id)).toEqual(run);
  expect([...store.cells(run.id)]).toEqual(run.cells);
});

it('remembers small values', () => {
  expect(store.remembered('theme')).toBeNull();
  store.remember('theme', { a: [1] });
  store.remember('theme', { a: [2] });
  expect(reopened().remembered('theme')).toEqual({ a: [2] });
});

it('changes small values that another process changes, too, and leaves what is not JSON to their reader', () => {
  const other = new RunStore(file);
  const add = (name: string) => (value: unknown) => ({ ...(value as object | null), [name]: true });
  for (const [one, name] of [
    [store, 'a'],
    [other, 'b'],
    [store, 'c'],
  ] as const)
    one.change('names', add(name));
  other.dispose();
  expect(reopened().remembered('names')).toEqual({ a: true, b: true, c: true });
  const database = new DatabaseSync(file);
  database.exec("UPDATE remembered SET value = '{'");
  database.close();
  expect(reopened().remembered('names')).toBe('{');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleText } from '../ipc/bundle.ts';
import { updateOf } from '../ipc/cell-update.ts';
import { measured, SAMPLE_SOURCE, sampleProgram, sampleRun } from '../ipc/fixture/sample-run.ts';
import { keepProgram } from '../ipc/programs/keep-program.ts';
import { NO_PROGRAMS, NOTHING_ASKED } from '../ipc/programs/kept-program.ts';
import { joinPrograms, restoreProgram } from '../ipc/programs/restore-program.ts';
import type { Cell, Run } from '../ipc/types.ts';
import { fillDisk } from './fixture/full-disk.ts';
import { importBundle } from './import-run.ts';
import { RunStore } from './run-store.ts';

let folder = '';
let file = '';
let store: RunStore;
const imported = sampleRun();
const [first, , third] = imported.cells as [Cell, Cell, Cell];
/** A run of which nothing is measured yet. */
const begun: Run = {
  ...imported,
  ...NO_PROGRAMS,
  id: '7d444840-9dc0-41d1-b245-5ffdce74fad2',
  status: 'running',
  failure: null,
  finishedAt: null,
  cells: imported.cells.map((cell) => ({
    ...cell,
    status: 'pending',
    samples: [],
    program: null,
    failure: null,
  })),
};
/** Another program, with the text of the sample and one of its own. */
const other = (() => {
  const program = restoreProgram(sampleProgram.hash, sampleProgram.kept, first.problem, 'gemm-tiled');
  const [pass] = program.passes;
  if (!pass) throw new Error('The sample has no pass');
  const own = { ...pass, kernel: { ...pass.kernel, source: 'kernel void other() {}' } };
  return keepProgram({ ...program, passes: [pass, own] }, {}, 'tilescope 0.1.0');
})();
const withOther: Cell = { ...measured(third), program: other.hash };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-programs-'));
  file = join(folder, 'store.sqlite');
  store = new RunStore(file);
});
afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** How many programs, texts and links between them are in the file. */
function counts(): number[] {
  const database = new DatabaseSync(file);
  const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n as number;
  const found = ['programs', 'sources', 'program_sources'].map(count);
  database.close();
  return found;
}

it('gives the programs of a run and of a cell', () => {
  store.add(imported);
  expect(store.programs(imported.id)).toEqual(sampleProgram.kept);
  expect(store.program(imported.id, first.id)).toEqual(sampleProgram.kept);
  expect(store.program(imported.id, third.id)).toBeNull();
  expect([store.program(imported.id, 'unknown'), store.programs('unknown')]).toEqual([null, NO_PROGRAMS]);
});

it('writes programs with the cells that have them, and not before', () => {
  store.add(begun);
  store.keepPrograms(begun.id, other.kept);
  expect(counts()).toEqual([0, 0, 0]);
  store.saveCells(begun.id, [updateOf(withOther)]);
  expect(counts()).toEqual([1, 2, 2]);
  store.dispose();
  store = new RunStore(file);
  expect(store.programs(begun.id)).toEqual(other.kept);
  expect(store.cell(begun.id, third.id)?.program).toBe(other.hash);
});

it('refuses a cell whose program was never given', () => {
  store.add(begun);
  expect(() => store.saveCells(begun.id, [updateOf(withOther)])).toThrow(`there is no program ${other.hash}`);
});

it('shares programs and texts between runs, until the last of them is deleted', () => {
  store.add(imported);
  store.add({ ...begun, ...joinPrograms(sampleProgram.kept, other.kept), cells: [first, withOther] });
  expect(counts()).toEqual([2, 2, 4 - 1]);
  store.delete(imported.id);
  expect(store.programs(begun.id)).toEqual(joinPrograms(sampleProgram.kept, other.kept));
  store.delete(begun.id);
  expect(counts()).toEqual([0, 0, 0]);
});

it('keeps nothing of a bundle that breaks off, and all of one that does not', async () => {
  const path = join(folder, 'run.json');
  const text = bundleText(imported);
  writeFileSync(path, text.replace('"status": "failed"', '"status": "lost"'));
  expect(await importBundle(store, path)).toMatchObject({ ok: false });
  expect(counts()).toEqual([0, 0, 0]);
  writeFileSync(path, text);
  expect(await importBundle(store, path)).toMatchObject({ ok: true });
  expect(await importBundle(store, path)).toMatchObject({ ok: true });
  const run = store.run(imported.id);
  expect(run && bundleText(run)).toBe(text);
  expect(run?.sources).toEqual({ [Object.keys(run?.sources ?? {})[0] ?? '']: SAMPLE_SOURCE });
});

it('shows programs that could not be written yet, and writes them when there is room', () => {
  store.add(begun);
  const makeRoom = fillDisk(file, 'INSERT ON programs');
  store.keepPrograms(begun.id, other.kept);
  store.saveCells(begun.id, [updateOf(withOther)]);
  expect(store.trouble).not.toBeNull();
  const [run, programs, program] = [
    store.run(begun.id),
    store.programs(begun.id),
    store.program(begun.id, third.id),
  ];
  expect(run).toMatchObject(other.kept);
  expect([programs, program]).toEqual([other.kept, other.kept]);
  expect(counts()).toEqual([0, 0, 0]);
  makeRoom();
  expect(store.saveAll()).toBe(true);
  expect(counts()).toEqual([1, 2, 2]);
  expect(store.run(begun.id)).toEqual(run);
});

it('a resumed run goes on with the programs that its cells were begun with', () => {
  store.add(begun);
  expect(store.programsToMeasure(begun.id)).toEqual(NOTHING_ASKED);
  store.keepPrograms(begun.id, other.kept);
  store.saveCells(begun.id, [updateOf({ ...withOther, status: 'running' })]);
  store.close(begun.id, { status: 'interrupted', failure: null, finishedAt: null });
  expect(store.reopen(begun.id)).toBe(true);
  expect(store.cell(begun.id, third.id)).toMatchObject({
    status: 'pending',
    program: other.hash,
    samples: [],
  });
  expect(store.programsToMeasure(begun.id)).toEqual({ cells: { [third.id]: other.hash }, kept: other.kept });
});

it('does not run what came with a file, unless it was asked for here', () => {
  const pending: Cell = { ...third, status: 'pending', program: sampleProgram.hash };
  const cells = imported.cells.map((cell) => (cell === third ? pending : cell));
  store.add({ ...imported, cells });
  store.reopen(imported.id);
  expect(store.cell(imported.id, third.id)?.program).toBe(sampleProgram.hash);
  expect(store.programsToMeasure(imported.id)).toEqual(NOTHING_ASKED);
  store.add({ ...begun, ...sampleProgram.kept, cells: [pending] });
  expect(store.programsToMeasure(begun.id).cells).toEqual({ [third.id]: sampleProgram.hash });
});

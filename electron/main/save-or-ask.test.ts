import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageBoxOptions } from 'electron';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bundleText } from '../ipc/bundle.ts';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { fillDisk } from '../store/fixture/full-disk.ts';
import { RunStore } from '../store/run-store.ts';
import { saveOrAsk } from './save-or-ask.ts';

/** The boxes that were shown, what is done at each, and the paths that are chosen. */
const user = vi.hoisted(() => ({
  seen: [] as MessageBoxOptions[],
  does: [] as (string | (() => string))[],
  paths: [] as string[],
}));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());

vi.mock('electron', () => ({
  dialog: {
    showMessageBox: async (options: MessageBoxOptions) => {
      user.seen.push(options);
      const next = user.does.shift();
      if (next === undefined) throw new Error(`nobody expected "${options.message}"`);
      return { response: options.buttons?.indexOf(typeof next === 'string' ? next : next()) };
    },
    showSaveDialog: async () => {
      const filePath = user.paths.shift() ?? '';
      return { canceled: filePath === '', filePath };
    },
  },
}));

const run = sampleRun({ status: 'running', finishedAt: null, failure: null });
let folder = '';
let store: RunStore;
let makeRoom: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-quit-'));
  store = new RunStore(at('store.sqlite'));
  store.add(run);
  makeRoom = fillDisk(at('store.sqlite'), 'UPDATE ON runs');
  store.close(run.id, { status: 'finished', failure: null, finishedAt: null });
  Object.assign(user, { seen: [], does: [], paths: [] });
});
afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);

it('asks nothing when everything can be saved', async () => {
  makeRoom();
  await saveOrAsk(store);
  expect(user.seen).toEqual([]);
  expect(store.trouble).toBeNull();
});

it('says why and what to do until it is saved', async () => {
  user.does = [
    'Try Again',
    () => {
      makeRoom();
      return 'Try Again';
    },
  ];
  await saveOrAsk(store);
  expect(user.seen).toHaveLength(2);
  expect(user.seen[0]).toMatchObject({
    detail: expect.stringMatching(/store\.sqlite cannot grow: its disk is full.*\n\nFree some space/),
    buttons: ['Try Again', 'Export…', 'Quit Without Saving'],
    cancelId: 0,
  });
  expect(user.seen[0]?.detail).toContain(`export “${run.name}”`);
  expect(store.unsavedRuns).toEqual([]);
});

it('gives up what is missing', async () => {
  user.does = ['Quit Without Saving'];
  await saveOrAsk(store);
  expect(store.unsavedRuns).toEqual([run.id]);
});

it('exports the whole run, and asks again as long as that is not done', async () => {
  mkdirSync(at('folder'));
  user.does = ['Export…', 'Export…', '', 'Export…'];
  user.paths = ['', at('folder'), at('run.json')];
  await saveOrAsk(store);
  expect(user.seen.map(({ message }) => message)).toEqual([
    'Some of what was measured is not saved yet',
    'Some of what was measured is not saved yet',
    expect.stringMatching(/^Could not write .*folder/),
    'Some of what was measured is not saved yet',
  ]);
  expect(readFileSync(at('run.json'), 'utf8')).toBe(bundleText(store.run(run.id) ?? run));
  expect(store.run(run.id)?.status).toBe('finished');
});

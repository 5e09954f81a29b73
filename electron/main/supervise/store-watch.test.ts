import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sampleRun } from '../../ipc/fixture/sample-run.ts';
import type { SavedSweep } from '../../ipc/presets/saved-sweep.ts';
import type { RunHeader } from '../../ipc/types.ts';
import { fillDisk } from '../../store/fixture/full-disk.ts';
import { RunStore } from '../../store/run-store.ts';
import { saveSweep } from '../../store/saved-sweeps.ts';
import type { Outlet } from './event-batcher.ts';
import { watchStore } from './store-watch.ts';

let folder = '';
let ours: RunStore;
let theirs: RunStore;
let told: RunHeader[] = [];
let saved: readonly SavedSweep[] = [];
let isBusy = false;
let stop: () => void = () => undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-watch-'));
  ours = new RunStore(join(folder, 'store.sqlite'));
  theirs = new RunStore(join(folder, 'store.sqlite'));
  told = [];
  isBusy = false;
  saved = [];
  const send: Outlet = (event, payload) => {
    if (event === 'run.changed') told.push(payload as RunHeader);
    if (event === 'presets.changed') saved = payload as SavedSweep[];
  };
  stop = watchStore(ours, () => isBusy, send, 5);
});

afterEach(() => {
  stop();
  ours.dispose();
  theirs.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const run = { ...sampleRun(), status: 'running', finishedAt: null, failure: null } as const;
const last = () => told.at(-1);

it('tells of a run that another process adds, measures, and leaves behind', async () => {
  theirs.add(run);
  await expect.poll(last).toMatchObject({ id: run.id, status: 'running', isElsewhere: true });
  theirs.dispose();
  await expect.poll(last).toMatchObject({ id: run.id, status: 'interrupted', isElsewhere: false });
  theirs = new RunStore(join(folder, 'store.sqlite'));
});

it('tells of a sweep that another process saves', async () => {
  saveSweep(theirs, 'mine', { hint: '', op: 'gemm', sizes: '64' }, false);
  await expect.poll(() => saved).toMatchObject([{ name: 'mine', preset: { sizes: '64' } }]);
});

it('does not look while this process measures', async () => {
  isBusy = true;
  theirs.add(run);
  await new Promise((wake) => setTimeout(wake, 100));
  expect(told).toEqual([]);
  isBusy = false;
  await expect.poll(last).toMatchObject({ id: run.id });
});

it('writes what the disk had no room for, once there is', async () => {
  ours.add(run);
  isBusy = true;
  const makeRoom = fillDisk(join(folder, 'store.sqlite'), 'UPDATE ON runs');
  ours.close(run.id, { status: 'finished', failure: null, finishedAt: null });
  expect(theirs.header(run.id)).toMatchObject({ status: 'running' });
  makeRoom();
  // Room on a disk is no news of the store.
  vi.spyOn(ours, 'hasNews').mockReturnValue(false);
  isBusy = false;
  await expect.poll(() => theirs.header(run.id)).toMatchObject({ status: 'finished' });
  expect(ours.trouble).toBeNull();
});

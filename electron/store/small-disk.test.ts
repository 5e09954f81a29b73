import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { mountSmallDisk } from './fixture/small-disk.ts';
import { openStore } from './open-store.ts';
import type { RunStore } from './run-store.ts';
import { StoreError } from './store-error.ts';

const disk = mountSmallDisk(512);
const data = join(disk?.folder ?? '', 'data');
afterAll(() => disk?.unmount());

const run = sampleRun({ status: 'running', finishedAt: null, failure: null });
const END = { status: 'finished', failure: null, finishedAt: null } as const;

/** Opens a store and measures a run. Returns what was said of the disk. */
function use(): string[] {
  const said: string[] = [];
  let store: RunStore | null = null;
  try {
    store = openStore(data);
    store.onTrouble = (trouble) => trouble && said.push(trouble.message);
    store.add(run);
    store.close(run.id, END);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    said.push(error.message);
  } finally {
    store?.dispose();
  }
  return said;
}

describe.runIf(disk)('a disk with too little room for a store or the files beside it', () => {
  const rooms = Array.from({ length: 80 }, (_, index) => 4 * index);

  it.each(['a new store', 'an old one'])('says so at every step: %s', (which) => {
    const failed = rooms.filter((room) => {
      rmSync(data, { recursive: true, force: true });
      if (which === 'an old one') openStore(data).dispose();
      disk?.leave(room);
      const said = use();
      for (const text of said)
        expect(text, `${room} KiB`).toMatch(
          /tilescope\.sqlite.* its disk is full .* Free some space there\.$/,
        );
      disk?.empty();
      // With room again, nothing of it has stayed broken.
      const store = openStore(data);
      if (store.header(run.id)) store.delete(run.id);
      store.add(run);
      store.dispose();
      return said.length > 0;
    });
    expect(failed.length).toBeGreaterThan(5);
    expect(failed.length).toBeLessThan(rooms.length);
  });
});

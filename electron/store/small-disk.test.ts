import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { openStore } from './open-store.ts';
import type { RunStore } from './run-store.ts';
import { StoreError } from './store-error.ts';

// A disk that is really full, which takes the right to mount one.

const folder = mkdtempSync(join(tmpdir(), 'tilescope-disk-'));
const DISK_KB = 512;
const isMounted = mount();
const filling = join(folder, 'filling');
const data = join(folder, 'data');

function mount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_KB}k`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // a container without that right
  }
}

afterAll(() => {
  if (isMounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** Leaves so much room, in KiB. */
function leave(room: number): void {
  rmSync(filling, { force: true });
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(filling, Buffer.alloc(Math.max(0, bavail * bsize - room * 1024)));
}

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

describe.runIf(isMounted)('a disk with too little room for a store or the files beside it', () => {
  const rooms = Array.from({ length: 32 }, (_, index) => 4 * index);

  it.each(['a new store', 'an old one'])('says so at every step: %s', (which) => {
    const failed = rooms.filter((room) => {
      rmSync(data, { recursive: true, force: true });
      if (which === 'an old one') openStore(data).dispose();
      leave(room);
      const said = use();
      for (const text of said)
        expect(text, `${room} KiB`).toMatch(
          /tilescope\.sqlite.* its disk is full .* Free some space there\.$/,
        );
      rmSync(filling);
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

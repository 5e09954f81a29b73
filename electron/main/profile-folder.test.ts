import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mountSmallDisk } from '../store/fixture/small-disk.ts';
import { profileFolder } from './profile-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'tilescope-profile-test-'));
const disk = mountSmallDisk(2048);
afterAll(() => {
  disk?.unmount();
  rmSync(folder, { recursive: true });
});

/** Whether the folder is one for this launch alone. */
function isTemporary(place: string): boolean {
  const found = profileFolder(place);
  expect(existsSync(found)).toBe(true);
  if (found === place) return false;
  rmSync(found, { recursive: true });
  return true;
}

it('is the user-data folder, in which nothing is left', () => {
  expect(isTemporary(join(folder, 'new'))).toBe(false);
  expect(readdirSync(join(folder, 'new'))).toEqual([]);
});

it('is a temporary one where a file is in the way', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(isTemporary(join(folder, 'file'))).toBe(true);
});

describe.runIf(disk)('on a full disk', () => {
  it('is a temporary one until there is room', () => {
    disk?.leave(64);
    expect(isTemporary(disk?.folder ?? '')).toBe(true);
    expect(readdirSync(disk?.folder ?? '')).toEqual(['filling']);
    disk?.empty();
    expect(isTemporary(disk?.folder ?? '')).toBe(false);
  });
});

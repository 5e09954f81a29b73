import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A profile takes some megabytes; a disk without these is full. */
const PROBE_BYTES = 1 << 20;

/**
 * Where Electron keeps its own files: the user-data folder, or one for this launch alone where that cannot be written.
 */
export function profileFolder(userData: string | null): string {
  if (userData !== null && isWritable(userData)) return userData;
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-profile-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function isWritable(folder: string): boolean {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(probe, Buffer.alloc(PROBE_BYTES));
    } finally {
      rmSync(probe, { force: true });
    }
    return true;
  } catch {
    return false; // openStore() meets the same obstacle, and the user is told
  }
}

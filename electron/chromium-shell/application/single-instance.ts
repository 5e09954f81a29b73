import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const LOCK = 'instance.lock';
const CALL = 'second-instance.json';

/** Held while the process lives. The lock goes with its file handle, however the process ends. */
let held: DatabaseSync | null = null;

/**
 * Whether this process is the only one that uses the folder. If it is not, the first one is sent its arguments.
 * The lock is SQLite's, since a crash would leave a lock file behind.
 */
export function lockInstance(folder: string, onSecond: (argv: string[], cwd: string) => void): boolean {
  if (held) return true;
  mkdirSync(folder, { recursive: true });
  const call = join(folder, CALL);
  const database = new DatabaseSync(join(folder, LOCK));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (error) {
    database.close();
    if (!(error instanceof Error && /locked/.test(error.message))) throw error;
    writeFileSync(call, JSON.stringify({ argv: process.argv, cwd: process.cwd() }));
    return false;
  }
  held = database;
  rmSync(call, { force: true });
  const watcher = watch(folder, (_event, name) => {
    if (name !== CALL || !existsSync(call)) return;
    const text = readFileSync(call, 'utf8');
    // The file is first seen while it is still empty.
    if (!text) return;
    rmSync(call);
    const { argv, cwd } = JSON.parse(text) as { argv: string[]; cwd: string };
    onSecond(argv, cwd);
  });
  watcher.unref();
  return true;
}

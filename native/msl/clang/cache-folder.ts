import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where compiled libraries are kept: `TILESCOPE_CACHE`, or the system's place for caches. Where that cannot be written,
 * a folder of this process alone, which ends with it; a sentence on standard error says so, once.
 */
export function cacheFolder(): string {
  const wanted = wantedFolder();
  const known = usable.get(wanted ?? '');
  if (known !== undefined) return known ?? privateFolder();
  if (wanted === null) {
    usable.set('', null);
    return privateFolder('there is no home folder');
  }
  try {
    mkdirSync(wanted, { recursive: true });
    accessSync(wanted, constants.W_OK | constants.X_OK);
    usable.set(wanted, wanted);
    return wanted;
  } catch (error) {
    usable.set(wanted, null);
    return privateFolder(`${wanted} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** The folders that were wanted; null for those that cannot be written. */
const usable = new Map<string, string | null>();

function wantedFolder(): string | null {
  const { TILESCOPE_CACHE: chosen, XDG_CACHE_HOME: caches } = process.env;
  if (chosen) return chosen;
  if (process.platform !== 'darwin' && caches && isAbsolute(caches)) return join(caches, 'tilescope');
  const home = homeFolder();
  if (home === null) return null;
  return join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'tilescope');
}

function homeFolder(): string | null {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : null;
  } catch {
    // Neither HOME nor the system's list of users knows one.
    return null;
  }
}

let made: string | undefined;

/** A folder that only this user can enter, for as long as this process lives. */
export function privateFolder(reason?: string): string {
  if (reason) {
    console.warn(`Compiled kernels are kept in a temporary folder until Tilescope ends, as ${reason}.`);
  }
  made ??= makePrivate();
  return made;
}

function makePrivate(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-cache-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

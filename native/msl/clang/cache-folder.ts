import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isAlive, LEFT_MS } from './cache-upkeep.ts';

/**
 * Where compiled libraries are kept: `TILESCOPE_CACHE`, or the system's place for caches. Where that cannot be written,
 * a folder of this process alone, and a sentence on standard error says so, once.
 */
export function cacheFolder(): string {
  const wanted = wantedFolder();
  if (wanted === null) return privateFolder('there is no home folder');
  const reason = reasons.get(wanted) ?? reasonAgainst(wanted);
  reasons.set(wanted, reason);
  return reason === '' ? wanted : privateFolder(reason);
}

/** Why folders that were wanted cannot be used; empty for those that can. */
const reasons = new Map<string, string>();

function reasonAgainst(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return '';
  } catch (error) {
    return `${folder} cannot be written (${(error as NodeJS.ErrnoException).code})`;
  }
}

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

const told = new Set<string>();
let made: string | undefined;

/** A folder that only this user can enter, for as long as this process lives. Tells why it is needed. */
export function privateFolder(reason: string): string {
  if (!told.has(reason)) {
    console.warn(`Compiled kernels are kept in a temporary folder until Tilescope ends, as ${reason}.`);
  }
  told.add(reason);
  made ??= makePrivate();
  return made;
}

/** `tilescope-cache-process-letters` */
const PRIVATE = /^tilescope-cache-(\d+)-/;

function makePrivate(): string {
  for (const name of readdirSync(tmpdir())) removeLeft(join(tmpdir(), name), Number(PRIVATE.exec(name)?.[1]));
  const folder = mkdtempSync(join(tmpdir(), `tilescope-cache-${process.pid}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Removes the private folder of a process that was killed. */
function removeLeft(folder: string, pid: number): void {
  if (!(pid > 0) || isAlive(pid)) return;
  try {
    if (Date.now() - statSync(folder).mtimeMs > LEFT_MS) rmSync(folder, { recursive: true });
  } catch {
    // It is gone, or another user's.
  }
}

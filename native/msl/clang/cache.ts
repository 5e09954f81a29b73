import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { extname, join } from 'node:path';

/** Where compiled libraries are kept: `TILESCOPE_CACHE`, or the system's place for caches. */
export function cacheFolder(): string {
  if (process.env.TILESCOPE_CACHE) return process.env.TILESCOPE_CACHE;
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/tilescope');
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tilescope');
}

/** A key that differs when any part of the content does. */
export function contentKey(...parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** A key of the names and the content of all files in a folder and the folders in it; tests are left out. */
export async function folderKey(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => extname(name) !== '' && !name.endsWith('.test.ts'))
    .sort();
  const texts = names.map((name) => readFile(join(folder, name), 'utf8'));
  return contentKey(names, await Promise.all(texts));
}

const underway = new Map<string, Promise<{ folder: string; cached: boolean }>>();

/**
 * The folder `key` of the cache. When it is not there, `make` fills a temporary one, which is renamed when it is
 * whole: other processes see all of it or nothing. Calls with one key at the same time share the work.
 */
export function cachedFolder(
  key: string,
  make: (folder: string) => Promise<void>,
): Promise<{ folder: string; cached: boolean }> {
  const running = underway.get(key);
  if (running) return running;
  const work = fill(key, make).finally(() => underway.delete(key));
  underway.set(key, work);
  return work;
}

async function fill(key: string, make: (folder: string) => Promise<void>) {
  const folder = join(cacheFolder(), key);
  if (existsSync(folder)) return { folder, cached: true };
  const temporary = `${folder}.${randomUUID()}`;
  await mkdir(temporary, { recursive: true });
  try {
    await make(temporary);
    await rename(temporary, folder).catch((error) => {
      if (!existsSync(folder)) throw error; // another process was first: its content is the same
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { folder, cached: false };
}

/** Reads a JSON file of the cache. */
export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8'));
}

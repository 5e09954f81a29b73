import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isWholeEntry, sealEntry } from './cache-entry.ts';
import { cacheFolder, privateFolder } from './cache-folder.ts';
import { boundCache, dropEntry, sweepLeftOvers, temporaryName } from './cache-upkeep.ts';

/** Part of every key: entries of another form are never looked at. */
const FORM = 2;

/** A key that differs when any part of the content does. */
export function contentKey(...parts: unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([FORM, ...parts]))
    .digest('hex')
    .slice(0, 32);
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
 * The folder `key` of the cache. When it is not there, or not as it was made, `make` fills a temporary one, which is
 * renamed when it is whole: other processes see all of it or nothing. Calls with one key at the same time share the
 * work.
 */
export function cachedFolder(
  key: string,
  make: (folder: string) => Promise<void>,
): Promise<{ folder: string; cached: boolean }> {
  const running = underway.get(key);
  if (running) return running;
  const work = find(key, make).finally(() => underway.delete(key));
  underway.set(key, work);
  return work;
}

async function find(key: string, make: (folder: string) => Promise<void>) {
  const base = cacheFolder();
  const folder = join(base, key);
  if (await isWholeEntry(folder, key)) return { folder, cached: true };
  const isClear = await clear(folder);
  // What another user left in a shared place can be neither used nor replaced.
  const place = isClear
    ? folder
    : join(privateFolder(`files of another user in ${base} cannot be replaced`), key);
  if (!isClear && (await isWholeEntry(place, key))) return { folder: place, cached: true };
  await fill(place, key, make);
  if (isClear) await keepTidy(base);
  return { folder: place, cached: false };
}

/**
 * A new folder, filled by `make`, that is no entry of the cache: the caller removes it. What a process leaves is removed
 * by a later one.
 */
export async function ownFolder(key: string, make: (folder: string) => Promise<void>) {
  const folder = temporaryName(join(cacheFolder(), key));
  await mkdir(folder, { recursive: true });
  try {
    await make(folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, cached: false };
}

/** Makes room for an entry. Returns whether there is. */
async function clear(folder: string): Promise<boolean> {
  const exists = () =>
    lstat(folder).then(
      () => true,
      () => false,
    );
  if (!(await exists())) return true;
  await dropEntry(folder).catch(() => undefined); // another process was first, or it is not ours
  return !(await exists());
}

async function fill(folder: string, key: string, make: (folder: string) => Promise<void>): Promise<void> {
  const temporary = temporaryName(folder);
  await mkdir(temporary, { recursive: true });
  try {
    await make(temporary);
    await sealEntry(temporary, key);
    await rename(temporary, folder).catch(async (error) => {
      if (!(await isWholeEntry(folder, key))) throw error; // another process was first: its content is the same
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** How many entries a process adds before it looks at the cache's size again. */
const TIDY_EVERY = 256;

/** Entries that this process added, by the folder of the cache. */
const added = new Map<string, number>();

/** To be called with each entry that is added: tidies up at the first, and now and then later. Adding is slow anyway. */
export async function keepTidy(base: string): Promise<void> {
  const count = added.get(base) ?? 0;
  added.set(base, count + 1);
  if (count % TIDY_EVERY !== 0) return;
  await sweepLeftOvers(base);
  await boundCache(base);
}

/** Reads a JSON file of the cache. */
export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8'));
}

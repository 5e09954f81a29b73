import { randomUUID } from 'node:crypto';
import { lstat, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { CacheUse } from '../../types.ts';

const MIB = 1 << 20;
const DEFAULT_LIMIT_MB = 2048;
/** An entry that was just returned may not have been opened yet. */
const IN_USE_MS = 30_000;
/** What a process on another machine left, or one of which nothing is known. */
export const LEFT_MS = 3_600_000;
// The folder may be one that holds other files, too: only names of these forms are ever removed.
const ENTRY = /^[0-9a-f]{32}$/;
/** `key.host.process.number`: what is being made, or thrown away. */
const TEMPORARY = /^[0-9a-f]{32}\.(?:([0-9a-f]+)\.(\d+)\.)?[0-9a-f-]{36}$/;
/** The folder of the pipelines of GPUs, whose files the driver writes and checks. */
const ARCHIVES = 'metal';
const ARCHIVE = /^[0-9a-f]{32}\.metalar$/;
/** What is being written, or thrown away, beside them. */
const TEMPORARY_ARCHIVE = /^[0-9a-f]{32}\.metalar\../;

const HOST = Buffer.from(hostname()).toString('hex').slice(0, 32) || '0';

/** The most that compiled kernels may take: `TILESCOPE_CACHE_MB`, where it is a positive number. */
function limitBytes(): number {
  const megabytes = Number(process.env.TILESCOPE_CACHE_MB);
  return (megabytes > 0 ? megabytes : DEFAULT_LIMIT_MB) * MIB;
}

/** A name beside an entry that says who is at work on it. */
export function temporaryName(entry: string): string {
  return `${entry}.${HOST}.${process.pid}.${randomUUID()}`;
}

/** Removes an entry so that nobody sees a part of it. Throws when it may not be removed. */
export async function dropEntry(entry: string): Promise<void> {
  const doomed = temporaryName(entry);
  await rename(entry, doomed);
  await rm(doomed, { recursive: true, force: true });
}

/** The file of the cache in `folder` that holds a pipeline of a GPU. */
export function archiveOf(folder: string, key: string): string {
  return join(folder, ARCHIVES, `${key}.metalar`);
}

/** Removes what processes that have ended left unfinished. */
export async function sweepLeftOvers(folder: string): Promise<void> {
  const archives = join(folder, ARCHIVES);
  await removeLeft(folder, TEMPORARY);
  await removeLeft(archives, TEMPORARY_ARCHIVE);
}

async function removeLeft(folder: string, temporary: RegExp): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const match = temporary.exec(name);
    if (!match || !(await isLeft(join(folder, name), match))) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined); // another's: it stays
  }
}

async function isLeft(path: string, [, host, pid]: RegExpExecArray): Promise<boolean> {
  if (host === HOST) return !isAlive(Number(pid));
  const found = await lstat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > LEFT_MS;
}

/** Whether there is a process of that number on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes the entries that were not used for longest until the others fit. */
export async function boundCache(folder: string): Promise<void> {
  const limit = limitBytes();
  const entries = await listEntries(folder);
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const entry of entries.sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= limit || Date.now() - entry.usedMs < IN_USE_MS) return;
    await dropEntry(entry.path).catch(() => undefined); // another process was first, or it is not ours
    bytes -= entry.bytes;
  }
}

/** What is in the cache. */
export async function cacheUse(folder: string): Promise<CacheUse> {
  const entries = await listEntries(folder);
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return { folder, entries: entries.length, bytes, limitBytes: limitBytes() };
}

/** Removes everything that Tilescope keeps in the cache. Throws when something may not be removed. */
export async function clearCache(folder: string): Promise<void> {
  const isOurs = (name: string) => ENTRY.test(name) || TEMPORARY.test(name) || name === ARCHIVES;
  for (const name of (await readdir(folder)).filter(isOurs)) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** The entries of compiled kernels, which are folders, and those of pipelines, which are files. */
async function listEntries(folder: string) {
  const archives = join(folder, ARCHIVES);
  return [...(await entriesIn(folder, ENTRY)), ...(await entriesIn(archives, ARCHIVE))];
}

async function entriesIn(folder: string, form: RegExp) {
  const names = await readdir(folder).catch(() => []);
  const entries = [];
  for (const name of names.filter((one) => form.test(one))) {
    const path = join(folder, name);
    const found = await lstat(path).catch(() => null);
    if (!found) continue;
    const bytes = found.isDirectory() ? await bytesOf(path) : found.size;
    entries.push({ path, usedMs: found.mtimeMs, bytes });
  }
  return entries;
}

async function bytesOf(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(path, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What an entry lists beside its files. */
const SEAL = 'entry.json';

interface Seal {
  readonly key: string;
  readonly files: readonly SealedFile[];
}

interface SealedFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** How the files of the entries that this process has hashed looked then. */
const checked = new Map<string, string>();

/** An entry's last use is the time of its folder or file; it is not written more often than this. */
const USE_RESOLUTION_MS = 5000;

/** Lists the files of an entry with their sizes and hashes: the last thing that is written into it. */
export async function sealEntry(folder: string, key: string): Promise<void> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  const files = await Promise.all(
    paths.sort().map(async (path) => describe(path.slice(folder.length + 1), await readFile(path))),
  );
  await writeFile(join(folder, SEAL), JSON.stringify({ key, files } satisfies Seal));
}

/**
 * Whether an entry is as it was sealed: this user's own files, each of its size and hash, and no links. What did not
 * change since this process hashed it is not hashed again.
 */
export async function isWholeEntry(folder: string, key: string): Promise<boolean> {
  try {
    const own = await lstat(folder);
    if (!own.isDirectory() || !isOwn(own)) return false;
    const sealStats = await lstat(join(folder, SEAL));
    if (!sealStats.isFile() || !isOwn(sealStats)) return false;
    const seal = JSON.parse(await readFile(join(folder, SEAL), 'utf8')) as Seal;
    if (seal.key !== key || seal.files.length === 0) return false;
    const stats = await Promise.all(seal.files.map(({ name }) => lstat(join(folder, name))));
    if (stats.some((file, index) => !file.isFile() || !isOwn(file) || file.size !== seal.files[index]?.size))
      return false;
    const look = [sealStats, ...stats].map(lookOf).join();
    if (checked.get(folder) !== look && !(await hasItsHashes(folder, seal))) return false;
    checked.set(folder, look);
    await markUse(folder, own);
    return true;
  } catch {
    // Whatever is missing, unreadable or no seal at all: the entry is made again.
    return false;
  }
}

/** Whether there is a file that this user made; one that anybody else did may change at any time. Marks it as used. */
export async function isOwnFile(path: string): Promise<boolean> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || !isOwn(stats)) return false;
    await markUse(path, stats);
    return true;
  } catch {
    return false; // there is none
  }
}

async function markUse(path: string, { mtimeMs }: Stats): Promise<void> {
  if (Date.now() - mtimeMs > USE_RESOLUTION_MS) await utimes(path, new Date(), new Date());
}

async function hasItsHashes(folder: string, { files }: Seal): Promise<boolean> {
  const contents = await Promise.all(files.map(({ name }) => readFile(join(folder, name))));
  return contents.every((content, index) => describe('', content).sha256 === files[index]?.sha256);
}

function describe(name: string, content: Buffer): SealedFile {
  return { name, size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

/** Another user's file may change after it was checked. */
function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

function lookOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(':');
}

import { rm } from 'node:fs/promises';
import { keepTidy } from '../../msl/clang/cache.ts';
import { isOwnFile } from '../../msl/clang/cache-entry.ts';
import { cacheFolder } from '../../msl/clang/cache-folder.ts';
import { archiveOf } from '../../msl/clang/cache-upkeep.ts';

/**
 * The file of the cache for a pipeline, which the driver reads and writes. It is a file of this user, or none yet: what
 * else is there is removed. Empty where that may not be done.
 */
export async function archiveFile(key: string): Promise<string> {
  const folder = cacheFolder();
  const file = archiveOf(folder, key);
  if (await isOwnFile(file)) return file;
  try {
    await rm(file, { recursive: true, force: true });
  } catch {
    return ''; // another user's
  }
  await keepTidy(folder);
  return file;
}

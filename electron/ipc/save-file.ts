import { randomUUID } from 'node:crypto';
import { lstat, open, readlink, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** Texts are joined up to about this many characters before they are written. */
const WRITE_CHARACTERS = 1 << 20;
/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * Where a path leads, by links too, of which the last may lead to a file that is yet to be made. Throws what the file
 * system throws.
 */
export async function targetOf(path: string): Promise<string> {
  let leads = path;
  for (let links = 0; links <= MAX_LINKS; links++) {
    const folder = await realpath(dirname(leads));
    const target = join(folder, basename(leads));
    const present = await lstat(target).catch(() => null);
    if (!present?.isSymbolicLink()) return target;
    const link = await readlink(target);
    // Not resolved: in "a/../b", a may be a link itself.
    leads = isAbsolute(link) ? link : `${folder}/${link}`;
  }
  throw new Error('too many symbolic links');
}

/**
 * Writes a file whole or not at all: into a new one beside it, which then takes its name. A link stays one, and where
 * it leads is written. After a failure everything is as before. Throws what the file system or `pieces`
 * throws, and refuses to replace what is not a regular file.
 */
export async function saveFile(path: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  const target = await targetOf(path);
  const present = await lstat(target).catch(() => null);
  if (present && !present.isFile()) throw new Error('it exists and is not a regular file');
  const partial = join(dirname(target), `.tilescope-${randomUUID()}.partial`);
  const file = await open(partial, 'wx', present ? present.mode & 0o777 : 0o666);
  try {
    try {
      let text = '';
      for (const piece of pieces) {
        if (typeof piece === 'string') text += piece;
        if (typeof piece === 'string' && text.length < WRITE_CHARACTERS) continue;
        await file.writeFile(text);
        text = '';
        if (typeof piece !== 'string') await file.writeFile(piece);
      }
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

import { randomUUID } from 'node:crypto';
import { lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Pieces are joined up to about this many characters before they are written. */
const WRITE_CHARACTERS = 1 << 20;

/**
 * Writes a file whole or not at all: into a new one beside it, which then takes its name. A link keeps its name, and
 * what it points to is replaced. After a failure everything is as before. Throws what the file system or `pieces`
 * throws, and refuses to replace what is not a regular file.
 */
export async function saveFile(path: string, pieces: Iterable<string>): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const present = await lstat(target).catch(() => null);
  if (present && !present.isFile()) throw new Error('it exists and is not a regular file');
  const partial = join(dirname(target), `.tilescope-${randomUUID()}.partial`);
  const file = await open(partial, 'wx', present ? present.mode & 0o777 : 0o666);
  try {
    try {
      let text = '';
      for (const piece of pieces) {
        text += piece;
        if (text.length < WRITE_CHARACTERS) continue;
        await file.writeFile(text);
        text = '';
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

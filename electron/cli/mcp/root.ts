import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { CommandError, reasonOf, UsageError } from '../usage-error.ts';

/** The folder below which files may be read and written. Paths are relative to it, or absolute. */
export class Root {
  /** Without symbolic links. */
  readonly folder: string;
  readonly #asGiven: string;

  /** Throws UsageError unless it is a folder. */
  constructor(folder: string) {
    this.#asGiven = resolve(folder);
    this.folder = realPath(this.#asGiven, folder);
    if (!statSync(this.folder).isDirectory()) throw new UsageError(`${folder}: expected a folder`);
  }

  /**
   * The file that a path means, without symbolic links. Throws UsageError if it lies outside, also where a link leads, or
   * if it is no file of at most so many bytes.
   */
  file(path: string, maxBytes: number): string {
    const found = this.#inside(realPath(this.#named(path), path), path);
    const stat = statSync(found);
    if (!stat.isFile()) throw new UsageError(`${path}: expected a file`);
    if (stat.size <= maxBytes) return found;
    throw new UsageError(`${path}: expected at most ${maxBytes} bytes, not ${stat.size}`);
  }

  /** Whether there is anything of that name below the folder, be it a link that leads outside. */
  has(path: string): boolean {
    return lstatSync(this.#named(path), { throwIfNoEntry: false }) !== undefined;
  }

  /** The contents of such a file. Throws UsageError, or as node:fs does. */
  read(path: string, maxBytes: number): Buffer {
    return readFileSync(this.file(path, maxBytes));
  }

  /** Where a new file of that path would be, in a folder that exists. Throws UsageError. */
  newFile(path: string): string {
    const named = this.#named(path);
    const file = join(this.#inside(realPath(dirname(named), path), path), basename(named));
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return file;
    throw new UsageError(`${path}: there is such a file, and none is replaced`);
  }

  /** Writes a new file. Throws UsageError, CommandError. */
  async write(path: string, text: string): Promise<void> {
    try {
      await writeFile(this.newFile(path), text, { flag: 'wx' });
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new CommandError(`Cannot write ${path}: ${reasonOf(error)}`);
    }
  }

  /** Nothing outside is looked at, so that a refusal does not tell whether it exists. */
  #named(path: string): string {
    const named = resolve(this.folder, path);
    if ([this.folder, this.#asGiven].some((folder) => isBelow(folder, named))) return named;
    throw this.#outside(path);
  }

  #inside(real: string, path: string): string {
    if (isBelow(this.folder, real)) return real;
    throw this.#outside(path);
  }

  #outside(path: string): UsageError {
    return new UsageError(`${path}: outside the root of this server, ${this.folder}`);
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path;
}

/** @param shown the path as it was given, for messages */
function realPath(path: string, shown: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new UsageError(`${shown}: ${reasonOf(error)}`);
  }
}

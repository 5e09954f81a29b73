/** What keeps a run store from being opened, read or written. */
interface Trouble {
  /** Follows the path of the store in a sentence. */
  readonly what: string;
  readonly remedy: string;
  /** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
  readonly sqlite: readonly number[];
  /** Codes of Node's errors. */
  readonly system: readonly string[];
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  damaged: {
    what: 'is damaged, or is not a run store',
    remedy: 'Move it away, or put a backup in its place.',
    sqlite: [11, 26],
    system: [],
  },
  denied: {
    what: 'cannot be opened and written',
    remedy:
      'Make its folder and the files in it writable, or name another folder in the environment variable TILESCOPE_USER_DATA.',
    sqlite: [3, 8, 14, 23],
    system: ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'EEXIST', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'],
  },
  full: {
    what: 'cannot grow: its disk is full',
    remedy: 'Free some space there.',
    sqlite: [13],
    system: ['ENOSPC', 'EDQUOT', 'EFBIG'],
  },
  locked: {
    what: 'is locked by another program',
    remedy: 'End that program, or wait for it.',
    sqlite: [5, 6],
    system: ['EBUSY', 'ETXTBSY'],
  },
  failing: {
    what: 'cannot be read or written',
    remedy: 'Check its disk.',
    sqlite: [10],
    system: ['EIO'],
  },
};

/** Why a run store cannot be used: a sentence with its path, and one with the remedy. */
export class StoreError extends Error {
  readonly what: string;
  readonly remedy: string;
  /** What the file holds is of no use to this version: another file would do. */
  readonly isUnreadable: boolean;

  constructor(what: string, remedy: string, options: { isUnreadable?: boolean; cause?: unknown } = {}) {
    super(`${what} ${remedy}`, { cause: options.cause });
    this.name = 'StoreError';
    this.what = what;
    this.remedy = remedy;
    this.isUnreadable = options.isUnreadable ?? false;
  }
}

/** The StoreError of an error of SQLite or of the file system; other errors as they are. */
export function storeErrorOf(error: unknown, file: string | null): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const { code, errcode } = error as Error & { code?: string; errcode?: number };
  // The lower byte is the primary code, the others tell details.
  const primary = code === 'ERR_SQLITE_ERROR' && errcode !== undefined ? errcode & 0xff : null;
  const name = Object.keys(TROUBLES).find((key) => {
    const { sqlite, system } = TROUBLES[key] as Trouble;
    return primary === null ? system.includes(code ?? '') : sqlite.includes(primary);
  });
  const trouble = name === undefined ? undefined : TROUBLES[name];
  if (!trouble) return error;
  const { what, remedy } = trouble;
  const options = { isUnreadable: name === 'damaged', cause: error };
  return new StoreError(
    `The run store ${file ?? 'in memory'} ${what} (${reasonOf(error)}).`,
    remedy,
    options,
  );
}

/** "no such file or directory" of Node's "ENOENT: no such file or directory, mkdir '/x'", which repeats the path. */
function reasonOf({ message }: Error): string {
  return /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

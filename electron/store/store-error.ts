/** What keeps a run store from being opened, read or written. */
interface Trouble {
  /** Follows the path of the store in a sentence. */
  readonly what: string;
  readonly remedy: string;
  /** Result codes of SQLite, primary or extended: https://www.sqlite.org/rescode.html */
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
    // 4874: the file of shared memory beside a store (-shm) cannot be made as large as it has to be.
    sqlite: [13, 4874],
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
    remedy: 'Check its disk, and what you may store there.',
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
  const isSqlite = code === 'ERR_SQLITE_ERROR' && errcode !== undefined;
  // The lower byte of an extended code is the primary one.
  const found = isSqlite
    ? (entryWith(({ sqlite }) => sqlite.includes(errcode)) ??
      entryWith(({ sqlite }) => sqlite.includes(errcode & 0xff)))
    : entryWith(({ system }) => system.includes(code ?? ''));
  if (!found) return error;
  const [name, trouble] = found;
  const { what, remedy } = trouble;
  const options = { isUnreadable: name === 'damaged', cause: error };
  return new StoreError(
    `The run store ${file ?? 'in memory'} ${what} (${reasonOf(error)}).`,
    remedy,
    options,
  );
}

function entryWith(isIt: (trouble: Trouble) => boolean) {
  return Object.entries(TROUBLES).find(([, trouble]) => isIt(trouble));
}

/** "no such file or directory" of Node's "ENOENT: no such file or directory, mkdir '/x'", which repeats the path. */
function reasonOf({ message }: Error): string {
  return /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

import { type FileHandle, open } from 'node:fs/promises';
import { MAX_BUNDLE_BYTES } from './bundle/limits.ts';
import { bad, type CellReader, readHead } from './bundle/read.ts';
import { type BundleLayout, BundleLimitError, BundleScanner } from './bundle/scan.ts';
import type { RunHeadWithPrograms } from './run-schema.ts';
import type { Cell, Result, Run } from './types.ts';

/** How much of a file is read at a time. */
const PIECE_BYTES = 1 << 20;

/** A bundle whose head was read and is right. Its cells are read as they are asked for. */
export interface BundleFile {
  readonly run: RunHeadWithPrograms;
  /** The cells in pieces of some megabytes, in their order; ends after the first failure. Read them once. */
  cells(): AsyncGenerator<Result<Cell[]>>;
  close(): Promise<void>;
}

/**
 * Opens the bundle at a path: reads all of it once for its structure and its head, and keeps neither text nor cells, so
 * that a file of any size takes a few megabytes. Fails with READ_FAILED, or with BAD_BUNDLE, which says what is wrong
 * and where.
 */
export async function openBundle(path: string): Promise<Result<BundleFile>> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    const stats = await file.stat();
    // A pipe or a device might never end.
    if (!stats.isFile()) throw new Error('it is not a regular file');
    if (stats.size > MAX_BUNDLE_BYTES) {
      throw new BundleLimitError(`${stats.size} bytes: expected at most ${MAX_BUNDLE_BYTES}`);
    }
    const layout = await scan(file);
    const reader = readHead(layout);
    if (!reader.ok) {
      await file.close();
      return reader;
    }
    return { ok: true, value: bundleFile(path, file, layout, reader.value) };
  } catch (error) {
    await file?.close();
    return failureOf(path, error);
  }
}

/** Reads the whole run of the bundle at a path. Fails as openBundle() does. */
export async function readBundleFile(path: string): Promise<Result<Run>> {
  const opened = await openBundle(path);
  if (!opened.ok) return opened;
  const cells: Cell[] = [];
  try {
    for await (const piece of opened.value.cells()) {
      if (!piece.ok) return piece;
      for (const cell of piece.value) cells.push(cell);
    }
    return { ok: true, value: { ...opened.value.run, cells } };
  } finally {
    await opened.value.close();
  }
}

async function scan(file: FileHandle): Promise<BundleLayout> {
  const scanner = new BundleScanner();
  const buffer = new Uint8Array(PIECE_BYTES);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return scanner.finish();
    scanner.push(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

function bundleFile(
  path: string,
  file: FileHandle,
  { bounds }: BundleLayout,
  reader: CellReader,
): BundleFile {
  async function* cells(): AsyncGenerator<Result<Cell[]>> {
    for (let first = 0; first < reader.count; ) {
      const start = bounds[2 * first] as number;
      let last = first;
      while (last + 1 < reader.count && (bounds[2 * last + 3] as number) - start <= PIECE_BYTES) last++;
      const bytes = await readRange(file, start, bounds[2 * last + 1] as number).catch(
        (error: unknown) => error,
      );
      if (!(bytes instanceof Uint8Array)) return yield failureOf(path, bytes);
      const piece: Cell[] = [];
      for (; first <= last; first++) {
        const [from, to] = [bounds[2 * first] as number, bounds[2 * first + 1] as number];
        const cell = reader.next(bytes.subarray(from - start, to - start));
        if (!cell.ok) return yield cell;
        piece.push(cell.value);
      }
      yield { ok: true, value: piece };
    }
    const end = reader.finish();
    if (!end.ok) yield end;
  }
  return { run: reader.run, cells, close: () => file.close() };
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  for (let length = 0; length < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, start + length);
    if (bytesRead === 0) throw new Error('it became shorter while it was read');
    length += bytesRead;
  }
  return bytes;
}

function failureOf(path: string, error: unknown): { ok: false; error: { code: string; message: string } } {
  if (error instanceof BundleLimitError) return bad(`the bundle has ${error.message}`);
  const message = error instanceof Error ? error.message : String(error);
  // Node's "ENOENT: no such file or directory, open 'x.json'" repeats the path.
  const reason = /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
  return { ok: false, error: { code: 'READ_FAILED', message: `Cannot read ${path}: ${reason}` } };
}

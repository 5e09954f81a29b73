import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { canonicalJson } from '../../ipc/programs/canonical-json.ts';
import type { ContentHash, KeptProgram, KeptPrograms } from '../../ipc/programs/kept-program.ts';
import { fromJson } from './json-column.ts';

/** How a query finds programs: those of cells, by a condition. */
const OF_CELLS = 'SELECT program FROM cells WHERE run_id = ?';
const OF_HASH = 'SELECT key FROM programs WHERE hash = ?';

/** Programs and their texts by content, shared by the cells of all runs. The caller opens the transaction. */
export class ProgramTable {
  readonly #database: DatabaseSync;
  readonly #keyOf;
  readonly #insert;
  readonly #insertSource;
  readonly #link;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#keyOf = database.prepare(OF_HASH);
    this.#insert = database.prepare(`
      INSERT INTO programs (hash, program, own) VALUES (?, ?, ?)
      ON CONFLICT (hash) DO UPDATE SET own = 1 WHERE excluded.own AND NOT own`);
    this.#insertSource = database.prepare(
      'INSERT INTO sources (hash, text) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    this.#link = database.prepare(`
      INSERT INTO program_sources SELECT ?, key FROM sources WHERE hash = ? ON CONFLICT DO NOTHING`);
  }

  /** Adds those that are not there yet. @param isOwn whether they may be measured here again without asking */
  insert({ programs, sources }: KeptPrograms, isOwn: boolean): void {
    for (const [hash, text] of Object.entries(sources)) this.#insertSource.run(hash, text);
    for (const [hash, program] of Object.entries(programs)) {
      this.#insert.run(hash, canonicalJson(program), isOwn ? 1 : 0);
      const key = this.keyOf(hash);
      for (const { kernel } of program.passes) this.#link.run(key, kernel.source);
    }
  }

  /** The row of a program. Throws when it was not inserted. */
  keyOf(hash: ContentHash): number {
    const row = this.#keyOf.get(hash) as { key: number } | undefined;
    if (row) return row.key;
    throw new Error(`there is no program ${hash}`);
  }

  /** The programs of all cells of a run, by ascending hash. */
  ofRun(runId: string): KeptPrograms {
    return this.#select(OF_CELLS, runId);
  }

  /** One program with its texts. */
  ofHash(hash: ContentHash): KeptPrograms {
    return this.#select(OF_HASH, hash);
  }

  /** The hash of a cell's program; null if it has none, or there is no such cell. */
  hashOfCell(runId: string, cellId: string): ContentHash | null {
    const query =
      'SELECT hash FROM programs WHERE key = (SELECT program FROM cells WHERE run_id = ? AND id = ?)';
    const row = this.#database.prepare(query).get(runId, cellId) as { hash: ContentHash } | undefined;
    return row?.hash ?? null;
  }

  /** The hashes of the programs of pending cells that may be measured here without asking, by the ids of the cells. */
  ownOfPending(runId: string): Record<string, ContentHash> {
    const query = `
      SELECT cells.id, programs.hash FROM cells JOIN programs ON programs.key = cells.program
      WHERE run_id = ? AND status = 'pending' AND own`;
    const rows = this.#database.prepare(query).all(runId) as { id: string; hash: ContentHash }[];
    return Object.fromEntries(rows.map(({ id, hash }) => [id, hash]));
  }

  /** Removes programs that no cell has any more, and texts that no program has. */
  removeUnused(): void {
    this.#database.exec(`
      DELETE FROM programs WHERE NOT EXISTS (SELECT 1 FROM cells WHERE cells.program = programs.key);
      DELETE FROM sources WHERE NOT EXISTS (SELECT 1 FROM program_sources WHERE source = sources.key);`);
  }

  /** @param keys a query of the rows of programs */
  #select(keys: string, ...parameters: SQLInputValue[]): KeptPrograms {
    const programs = this.#database
      .prepare(`SELECT hash, program FROM programs WHERE key IN (${keys}) ORDER BY hash`)
      .all(...parameters) as { hash: ContentHash; program: string }[];
    const sources = this.#database
      .prepare(`
        SELECT hash, text FROM sources
        WHERE key IN (SELECT source FROM program_sources WHERE program IN (${keys})) ORDER BY hash`)
      .all(...parameters) as { hash: ContentHash; text: string }[];
    return {
      programs: Object.fromEntries(
        programs.map(({ hash, program }) => [hash, fromJson<KeptProgram>(program)]),
      ),
      sources: Object.fromEntries(sources.map(({ hash, text }) => [hash, text])),
    };
  }
}

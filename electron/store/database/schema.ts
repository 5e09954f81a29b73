import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';

/** Entry i brings the database from version i to i + 1 (PRAGMA user_version). Never edit one that was released. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    status TEXT NOT NULL,
    failure TEXT,
    request TEXT NOT NULL,
    environment TEXT NOT NULL
  ) STRICT;

  CREATE TABLE cells (
    key INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    problem TEXT NOT NULL,
    contender TEXT NOT NULL,
    status TEXT NOT NULL,
    duplicates INTEGER,
    compile_ms REAL,
    verification TEXT,
    summary TEXT,
    failure TEXT,
    UNIQUE (run_id, id)
  ) STRICT;

  CREATE TABLE samples (
    cell INTEGER NOT NULL REFERENCES cells (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    round INTEGER NOT NULL,
    position INTEGER NOT NULL,
    wall_ns REAL NOT NULL,
    gpu_ns REAL,
    PRIMARY KEY (cell, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE remembered (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  // Adds GPUs, conditions and the choices of the method, and what earlier runs were measured with.
  `
  ALTER TABLE samples ADD COLUMN encoder_ns REAL;
  ALTER TABLE cells ADD COLUMN conditions TEXT;
  UPDATE runs SET
    request = json_set(request, '$.method.cache', 'hot', '$.method.storage', 'shared', '$.method.encoding', 'direct'),
    environment = json_set(environment, '$.device.gpu', NULL, '$.roof.halfGflops', NULL);
  `,
  // Adds what is unusual about how a contender runs.
  `
  ALTER TABLE cells ADD COLUMN note TEXT;
  `,
  // Adds the spin before each sample, which earlier runs were measured without.
  `UPDATE runs SET request = json_set(request, '$.method.spinMs', 0);`,
  // Adds the process that measures or imports a run, and the machine it is measured on, which is unknown of earlier ones.
  `
  ALTER TABLE runs ADD COLUMN owner TEXT;
  UPDATE runs SET environment = json_set(environment, '$.machine', NULL);
  `,
  // Adds what it costs to compile a run's kernels.
  `ALTER TABLE runs ADD COLUMN compile_times TEXT;`,
  // Adds the epochs of samples, of which earlier runs had one.
  `ALTER TABLE samples ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;`,
  // Adds how many epochs a run is measured in.
  `UPDATE runs SET request = json_set(request, '$.method.epochs', 1);`,
  // Adds programs and their texts by content. Those are own that were measured here, or are to be.
  `
  CREATE TABLE programs (
    key INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    program TEXT NOT NULL,
    own INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sources (key INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, text TEXT NOT NULL) STRICT;

  CREATE TABLE program_sources (
    program INTEGER NOT NULL REFERENCES programs (key) ON DELETE CASCADE,
    source INTEGER NOT NULL REFERENCES sources (key),
    PRIMARY KEY (program, source)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX program_sources_by_source ON program_sources (source);
  ALTER TABLE cells ADD COLUMN program INTEGER;
  CREATE INDEX cells_by_program ON cells (program) WHERE program IS NOT NULL;
  `,
  // Adds the description of the source that was measured.
  `ALTER TABLE runs ADD COLUMN source TEXT;`,
  // Adds the protocol, which earlier runs were measured without.
  `UPDATE runs SET request = json_set(request, '$.method.protocol', 'adaptive');`,
  // Adds how many cells runs have and how many of those are done, which takes too long to count for a list of many runs,
  // and the orders in which runs and cells are read.
  `
  CREATE TABLE counts (
    run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    cells INTEGER NOT NULL,
    done INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  INSERT INTO counts
    SELECT runs.id, count(cells.key), coalesce(sum(cells.status NOT IN ('pending', 'running')), 0)
    FROM runs LEFT JOIN cells ON cells.run_id = runs.id GROUP BY runs.id;

  CREATE TRIGGER run_added AFTER INSERT ON runs BEGIN
    INSERT INTO counts VALUES (new.id, 0, 0);
  END;
  CREATE TRIGGER cell_added AFTER INSERT ON cells BEGIN
    UPDATE counts SET cells = cells + 1, done = done + (new.status NOT IN ('pending', 'running'))
    WHERE run_id = new.run_id;
  END;
  CREATE TRIGGER cell_changed AFTER UPDATE OF status ON cells WHEN old.status <> new.status BEGIN
    UPDATE counts
    SET done = done + (new.status NOT IN ('pending', 'running')) - (old.status NOT IN ('pending', 'running'))
    WHERE run_id = new.run_id;
  END;
  CREATE TRIGGER cell_removed AFTER DELETE ON cells BEGIN
    UPDATE counts SET cells = cells - 1, done = done - (old.status NOT IN ('pending', 'running'))
    WHERE run_id = old.run_id;
  END;

  CREATE INDEX runs_by_start ON runs (started_at DESC, id);
  CREATE INDEX cells_in_order ON cells (run_id, position);
  `,
  // Adds what people put on runs, and which runs they discarded: those can be restored until the window closes.
  `
  ALTER TABLE runs ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN tags TEXT;
  ALTER TABLE runs ADD COLUMN discarded INTEGER NOT NULL DEFAULT 0;
  `,
  // Adds what people decide about the cells of a candidate beside a baseline. A step that is undone is kept.
  `
  CREATE TABLE decisions (
    key INTEGER PRIMARY KEY,
    baseline TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    candidate TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    cells TEXT NOT NULL,
    decision TEXT NOT NULL,
    note TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    undone_at TEXT
  ) STRICT;

  CREATE INDEX decisions_by_runs ON decisions (candidate, baseline);
  CREATE INDEX decisions_by_baseline ON decisions (baseline);
  `,
  // Adds the views of a run that were saved to be presented.
  `ALTER TABLE runs ADD COLUMN story TEXT;`,
  // Makes decisions parts of their candidate, which may be imported without its baseline.
  `
  CREATE TABLE decisions_of_candidates (
    key INTEGER PRIMARY KEY,
    baseline TEXT NOT NULL,
    candidate TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    cells TEXT NOT NULL,
    decision TEXT NOT NULL,
    note TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    undone_at TEXT
  ) STRICT;

  INSERT INTO decisions_of_candidates
    SELECT key, baseline, candidate, cells, decision, note, who, at, undone_at FROM decisions;
  DROP TABLE decisions;
  ALTER TABLE decisions_of_candidates RENAME TO decisions;
  CREATE INDEX decisions_by_runs ON decisions (candidate, baseline);
  `,
];

/** Brings a database up to date; two processes may try at once. Throws StoreError when a newer Tilescope wrote it. */
export function migrate(database: DatabaseSync, file: string): void {
  for (;;) {
    const version = versionOf(database);
    if (version > MIGRATIONS.length) throw newer(file, version);
    if (version === MIGRATIONS.length) return;
    database.exec('BEGIN IMMEDIATE');
    const isFirst = versionOf(database) === version;
    database.exec(isFirst ? `${MIGRATIONS[version]} PRAGMA user_version = ${version + 1}; COMMIT` : 'COMMIT');
  }
}

function newer(file: string, version: number): StoreError {
  return new StoreError(
    `The run store ${file} was written by a newer Tilescope: its version is ${version}, and this one reads up to ${MIGRATIONS.length}.`,
    'Update Tilescope, or name another folder in the environment variable TILESCOPE_USER_DATA.',
    { isUnreadable: true },
  );
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

import { DatabaseSync } from 'node:sqlite';
import { largeRun } from '../../ipc/fixture/large-run.ts';
import { RunStore } from '../run-store.ts';

/** A run as most are, whose copies fill the store. */
const USUAL = largeRun({
  sizes: 63,
  contenders: ['gemm-simdgroup', 'gemm-direct', 'gemm-tiled', 'cblas'],
  samples: 40,
});
/** The one that is opened. */
const LARGE = {
  ...largeRun({
    sizes: 250,
    contenders: ['gemm-simdgroup', 'gemm-direct', 'gemm-tiled', 'gemm-stream-k', 'cblas'],
    samples: 40,
  }),
  id: 'aaaaaaaa-0000-4000-8000-000000000000',
};

export const LARGE_ID = LARGE.id;

/** Fills the file of a new store with that many runs, of which one has 50,000 samples and the others 10,080 each. */
export function fillStore(file: string, runs: number): void {
  const store = new RunStore(file);
  store.add(LARGE);
  store.add(USUAL);
  store.dispose();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN');
  copyRun(database, USUAL.id, runs - 2);
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Adds copies of a run, each a minute older than the one before, with keys of their own. */
function copyRun(database: DatabaseSync, id: string, copies: number): void {
  const { shift } = database.prepare('SELECT max(key) AS shift FROM cells').get() as { shift: number };
  const runs = copying(database, 'runs', { id: ':copy', started_at: ':startedAt' }, 'id = :id');
  const cells = copying(database, 'cells', { key: 'key + :shift', run_id: ':copy' }, 'run_id = :id');
  const own = 'cell IN (SELECT key FROM cells WHERE run_id = :id)';
  const samples = copying(database, 'samples', { cell: 'cell + :shift' }, own);
  for (let index = 1; index <= copies; index++) {
    const copy = `bbbbbbbb-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const startedAt = new Date(Date.parse(USUAL.startedAt) - 60_000 * index).toISOString();
    runs.run({ id, copy, startedAt });
    cells.run({ id, copy, shift: shift * index });
    samples.run({ id, shift: shift * index });
  }
}

/** The statement that copies rows of a table, with other values in some columns. */
function copying(
  database: DatabaseSync,
  table: string,
  values: Readonly<Record<string, string>>,
  where: string,
) {
  const columns = database.prepare(`PRAGMA table_info(${table})`).all() as { name: string }[];
  const names = columns.map(({ name }) => name);
  const copied = names.map((name) => values[name] ?? name);
  return database.prepare(
    `INSERT INTO ${table} (${names.join(', ')}) SELECT ${copied.join(', ')} FROM ${table} WHERE ${where}`,
  );
}

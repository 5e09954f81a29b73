/** `npm run bench`: how long a store of many runs takes to list them and to open one, beside plain SQL. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RunStore } from '../run-store.ts';
import { fillStore, LARGE_ID } from './large-store.ts';

const RUNS = 1000;
const ROUNDS = 9;

const folder = mkdtempSync(join(tmpdir(), 'tilescope-bench-'));
try {
  const file = join(folder, 'tilescope.sqlite');
  fillStore(file, RUNS);
  print(file);
} finally {
  rmSync(folder, { recursive: true });
}

function print(file: string): void {
  const store = new RunStore(file);
  const bare = bareTables(file);
  const { samples } = bare.prepare('SELECT count(*) AS samples FROM source.samples').get() as {
    samples: number;
  };
  const tasks: readonly [name: string, ours: () => unknown, plain: () => unknown][] = [
    ['list of runs', () => store.headers(), queried(bare, 'SELECT * FROM runs ORDER BY started_at DESC')],
    ['open a run, as the window does', () => store.outline(LARGE_ID), queried(bare, 'SELECT * FROM cells')],
    ['open it with its 50,000 samples', () => store.run(LARGE_ID), queried(bare, 'SELECT * FROM samples')],
  ];
  const sizeMb = Math.round(statSync(file).size / 1e6);
  console.log(
    `\nThe store with ${RUNS} runs and ${(samples / 1e6).toFixed(1)} million samples, ${sizeMb} MB; ms, beside plain SQL`,
  );
  for (const [name, ours, plain] of tasks) {
    const first = timeMs(ours);
    const rounds = Array.from({ length: ROUNDS }, () => [timeMs(ours), timeMs(plain)] as const);
    const [own, peer] = [medianOf(rounds.map(([ms]) => ms)), medianOf(rounds.map(([, ms]) => ms))];
    const figures = [own, peer].map((ms) => ms.toFixed(1).padStart(7)).join('   plain SQL');
    console.log(
      `  ${name.padEnd(32)} ${figures}   ratio ${(own / peer).toFixed(1)}   the first time ${first.toFixed(1)}`,
    );
  }
  bare.close();
  store.dispose();
}

/** In memory, the columns of what is shown without an index or a relation: the run's cells and samples, and all runs. */
function bareTables(file: string): DatabaseSync {
  const bare = new DatabaseSync(':memory:');
  bare.exec(`ATTACH '${file}' AS source;
    CREATE TABLE runs AS SELECT * FROM source.runs;
    CREATE TABLE cells AS SELECT * FROM source.cells WHERE run_id = '${LARGE_ID}';
    CREATE TABLE samples AS SELECT * FROM source.samples WHERE cell IN (SELECT key FROM cells);`);
  return bare;
}

function queried(database: DatabaseSync, query: string): () => unknown {
  const statement = database.prepare(query);
  return () => statement.all();
}

function timeMs(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}

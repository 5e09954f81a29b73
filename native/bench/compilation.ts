import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { native } from '../index.ts';
import { packageRoot } from '../root.ts';
import { printTable } from './statistics.ts';

const FILES = ['synchronisation.metal', 'sgemm.metal'] as const;

/** Prints how long compiling takes: into an empty cache, with the headers precompiled, and from the cache. */
export async function benchCompilation(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-bench-'));
  const before = process.env.TILESCOPE_CACHE;
  process.env.TILESCOPE_CACHE = folder;
  try {
    const rows: string[][] = [];
    for (const file of FILES) {
      const source = await readFile(join(packageRoot(), 'native/bench', file), 'utf8');
      const first = await milliseconds(source);
      const second = await milliseconds(`${source}\n// another text`);
      rows.push([file, first, second, await milliseconds(source)]);
    }
    printTable('Compiling, ms', ['', 'first', 'headers ready', 'cached'], rows);
  } finally {
    if (before === undefined) delete process.env.TILESCOPE_CACHE;
    else process.env.TILESCOPE_CACHE = before;
    await rm(folder, { recursive: true });
  }
}

async function milliseconds(source: string): Promise<string> {
  const start = performance.now();
  await native.compile('cpu', source);
  return (performance.now() - start).toFixed(0);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import type { Run } from '../ipc/types.ts';
import { RunStore } from './run-store.ts';

// Several processes that have one store open.

let folder = '';
let file = '';
let children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-processes-'));
  file = join(folder, 'store.sqlite');
  children = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const moduleAt = (path: string) => JSON.stringify(join(import.meta.dirname, path));

/** Another process with the store open, which has done some work with it and then waits. */
async function another(work: string): Promise<ChildProcess> {
  const script = `
    import { RunStore } from ${moduleAt('run-store.ts')};
    import { sampleRun } from ${moduleAt('../ipc/fixture/sample-run.ts')};
    const store = new RunStore(${JSON.stringify(file)});
    const run = sampleRun({ status: 'running', finishedAt: null, failure: null });
    ${work}
    process.stdout.write('ready');
    process.stdin.resume().on('end', () => store.dispose()); // a store that is collected as garbage loses its lock`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [text] = await Promise.race([
    once(child.stdout as NodeJS.ReadableStream, 'data'),
    once(child, 'exit'),
  ]);
  expect(String(text)).toBe('ready');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Uses the store as this process sees it. */
function using<T>(work: (store: RunStore) => T): T {
  const store = new RunStore(file);
  try {
    return work(store);
  } finally {
    store.dispose();
  }
}

const { id } = sampleRun();

it('a run is left alone while its process lives, and interrupted once it was killed', async () => {
  const child = await another('store.add(run);');
  const store = new RunStore(file);
  expect(store.header(id)).toMatchObject({ status: 'running', isElsewhere: true });
  expect(store.reopen(id)).toBe(false);
  await kill(child);
  expect(store.header(id)).toMatchObject({ status: 'running' });
  store.recover();
  expect(store.header(id)).toMatchObject({ status: 'interrupted', isElsewhere: false });
  expect(store.reopen(id)).toBe(true);
  expect(store.header(id)).toMatchObject({ status: 'running', isElsewhere: false });
  store.dispose();
});

it('only one process continues a run', async () => {
  using((store) => store.add(sampleRun()));
  await another(`if (!store.reopen(run.id)) throw new Error('not reopened');`);
  expect(using((store) => store.reopen(id))).toBe(false);
});

it('an import is left alone while its process lives, and forgotten once it was killed', async () => {
  const child = await another(
    'store.beginImport(run); store.addCells(run.id, run.cells.slice(0, 2), 0, run);',
  );
  expect(using((store) => store.has(id))).toBe(true);
  await kill(child);
  expect(using((store) => store.has(id))).toBe(false);
});

it('processes create a store at the same time, and write to it at the same time', async () => {
  const adding = `
    for (let i = 0; i < 20; i++) {
      const mine = { ...run, id: crypto.randomUUID() };
      store.add(mine);
      store.close(mine.id, { status: 'finished', failure: null, finishedAt: null });
    }`;
  await Promise.all([another(adding), another(adding), another(adding)]);
  expect(using((store) => store.headers().map(({ status }) => status))).toEqual(Array(60).fill('finished'));
});

it('news is what other processes change', async () => {
  const store = new RunStore(file);
  store.add({ ...sampleRun(), id: '7d444840-9dc0-41d1-b245-5ffdce74fad2' } satisfies Run);
  expect(store.hasNews()).toBe(false);
  await another('store.add(run);');
  expect([store.hasNews(), store.hasNews()]).toEqual([true, false]);
  store.dispose();
});

it('nothing is left behind by processes that end, or were killed', async () => {
  const child = await another('store.add(run);');
  await kill(child);
  using((store) => store.reopen(id));
  expect(readdirSync(folder)).toEqual(['store.sqlite']);
});

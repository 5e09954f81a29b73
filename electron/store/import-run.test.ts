import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleText } from '../ipc/bundle.ts';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { importBundle } from './import-run.ts';
import { RunStore } from './run-store.ts';

const run = sampleRun();
let folder = '';
let store: RunStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-import-'));
  store = new RunStore(join(folder, 'store.sqlite'));
});

afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A file with a text in it. */
function fileOf(text: string): string {
  const path = join(folder, 'run.json');
  writeFileSync(path, text);
  return path;
}

it('refuses what is not a file, and what is too large before it is read', async () => {
  expect(await importBundle(store, folder)).toMatchObject({ error: { code: 'READ_FAILED' } });
  const huge = fileOf('');
  truncateSync(huge, 3e9);
  const message = 'the bundle has 3000000000 bytes: expected at most 1000000000';
  expect(await importBundle(store, huge)).toEqual({ ok: false, error: { code: 'BAD_BUNDLE', message } });
});

it('keeps nothing of a run whose second cell is wrong', async () => {
  const broken = fileOf(bundleText(run).replace('"status": "failed"', '"status": "lost"'));
  expect(await importBundle(store, broken)).toMatchObject({ error: { code: 'BAD_BUNDLE' } });
  expect(store.has(run.id)).toBe(false);
  expect(await importBundle(store, fileOf(bundleText(run)))).toEqual({ ok: true, value: { runId: run.id } });
});

it('adds a run once when it is asked for twice at the same time', async () => {
  const path = fileOf(bundleText(run));
  const results = await Promise.all([importBundle(store, path), importBundle(store, path)]);
  expect(results.some(({ ok }) => ok)).toBe(true);
  for (const result of results) if (!result.ok) expect(result.error.code).toBe('RUN_EXISTS');
  expect(store.run(run.id)).toEqual(run);
});

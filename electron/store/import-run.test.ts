import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleText } from '../ipc/bundle.ts';
import { sampleDecisions, sampleRun } from '../ipc/fixture/sample-run.ts';
import type { KeptDecision } from '../ipc/review/decisions.ts';
import { importBundle, importRun } from './import-run.ts';
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

describe('decisions', () => {
  const [rejection, undone] = sampleDecisions as [KeptDecision, KeptDecision];
  const own = { ...rejection, note: 'mine', who: 'eve', at: '2026-01-03T10:30:00.000Z' };
  const { baseline, undoneAt: _, ...ownStep } = own;
  const runs = { baseline, candidate: run.id };
  const reviewed = () => fileOf(bundleText({ ...run, decisions: sampleDecisions }));
  const decided = () => store.run(run.id)?.decisions ?? [];

  it('come with a run whose baseline is not there, and are those of its review once it is', async () => {
    expect(await importBundle(store, reviewed())).toMatchObject({ ok: true });
    expect(decided()).toEqual(sampleDecisions);
    expect(store.decisions(runs)).toMatchObject([{ who: 'ada', decision: 'rejected' }]);
    store.add({ ...run, id: baseline, name: 'Baseline' });
    expect(store.decisions(runs)).toHaveLength(1);
    store.delete(baseline);
    expect(decided()).toEqual(sampleDecisions);
  });

  it('of files and of this store are joined by time, each once', async () => {
    store.add(run);
    store.decide(runs, ownStep);
    for (let time = 0; time < 2; time++) {
      expect(await importBundle(store, reviewed())).toMatchObject({ ok: true });
      expect(importRun(store, { ...run, decisions: sampleDecisions })).toMatchObject({ ok: true });
      expect(await importBundle(store, fileOf(bundleText(run)))).toMatchObject({ ok: true });
      expect(decided()).toEqual([rejection, own, undone]);
    }
  });

  it('that were undone here or there are undone', async () => {
    await importBundle(store, reviewed());
    expect(store.undoDecision(runs)).toBe(true);
    await importBundle(store, reviewed());
    expect(store.decisions(runs)).toEqual([]);
    store.delete(run.id);
    const standing = { ...undone, undoneAt: null };
    await importBundle(store, fileOf(bundleText({ ...run, decisions: [standing] })));
    expect(store.decisions(runs)).toHaveLength(1);
    await importBundle(store, fileOf(bundleText({ ...run, decisions: [undone] })));
    expect(store.decisions(runs)).toEqual([]);
    expect(decided()).toEqual([undone]);
  });

  it('do not come with a file that is refused', async () => {
    const broken = bundleText({ ...run, decisions: sampleDecisions }).replace('"failed"', '"lost"');
    await importBundle(store, fileOf(broken));
    store.add(run);
    await importBundle(store, fileOf(broken));
    expect(decided()).toEqual([]);
  });
});

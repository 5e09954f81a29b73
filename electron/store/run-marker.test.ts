import { expect, it } from 'vitest';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { deleteDiscarded } from './delete-discarded.ts';
import { importRun } from './import-run.ts';
import { RunStore } from './run-store.ts';

const run = sampleRun();

it('keeps pins and tags', () => {
  const store = new RunStore(null);
  store.add(run);
  expect(store.header(run.id)).toMatchObject({ pinned: false, tags: [] });
  store.mark(run.id, { pinned: true, tags: ['release', 'm1'] });
  expect(store.headers()).toMatchObject([{ pinned: true, tags: ['release', 'm1'] }]);
  store.dispose();
});

it('keeps the story of a run, also from a bundle', () => {
  const store = new RunStore(null);
  const slide = { sentence: 'Twice as fast', address: 'metric=ratio', shows: 'view', line: 1 } as const;
  const story = [{ ...slide, builds: true, live: false, notes: 'Wait.\nThen go on.' }];
  expect(importRun(store, { ...run, story })).toMatchObject({ ok: true });
  expect(store.run(run.id)?.story).toEqual(story);
  store.setStory(run.id, [...story, ...story]);
  expect(store.headers()[0]?.story).toHaveLength(2);
  store.setStory(run.id, []);
  expect(store.run(run.id)).toEqual(run);
  store.dispose();
});

it('hides discarded runs, which can be restored, imported again, or deleted for good', () => {
  const store = new RunStore(null);
  store.add(run);
  store.discard(run.id);
  expect([store.headers(), store.run(run.id)]).toEqual([[], null]);
  expect(store.restore(run.id)).toBe(true);
  expect(store.run(run.id)).toEqual(run);

  store.discard(run.id);
  expect(importRun(store, run)).toMatchObject({ ok: true });
  expect(store.headers()).toHaveLength(1);

  store.discard(run.id);
  deleteDiscarded(store);
  expect([store.restore(run.id), store.has(run.id)]).toEqual([false, false]);
  store.dispose();
});

it('has the best verified rate at each problem', () => {
  const store = new RunStore(null);
  store.add(run);
  const verified = run.cells.filter(({ status, summary }) => status === 'ok' && summary);
  const rates = store.bestRates(run.id);
  expect(rates.length).toBeGreaterThan(0);
  expect(Math.max(...rates)).toBe(Math.max(...verified.map(({ summary }) => summary?.gflops ?? 0)));
  store.dispose();
});

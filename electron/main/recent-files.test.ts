import { expect, it } from 'vitest';
import { RunStore } from '../store/run-store.ts';
import { forgetFiles, recentFiles, recentLabels, rememberFile } from './recent-files.ts';

it('keeps the last files, each once, until they are forgotten', () => {
  const store = new RunStore(null);
  for (let index = 0; index < 12; index++) rememberFile(store, `/runs/${index}.json`);
  rememberFile(store, '/runs/5.json');
  expect(recentFiles(store)).toHaveLength(10);
  expect(recentFiles(store).slice(0, 2)).toEqual(['/runs/5.json', '/runs/11.json']);
  forgetFiles(store);
  expect(recentFiles(store)).toEqual([]);
  store.dispose();
});

it('names files by their folders where their names are equal', () => {
  expect(recentLabels(['/a/run.json', '/b/run.json', '/a/other.json'])).toEqual([
    '/a/run.json',
    '/b/run.json',
    'other.json',
  ]);
});

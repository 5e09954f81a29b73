import { expect, it, test } from 'vitest';
import type { RunHeader } from '../../electron/ipc/types.ts';
import { runOf } from './fixture/recorded-run.ts';
import { groupsOf, matchRuns, readTags, rowsOf, typedAhead } from './navigator.ts';

const { cells: _, ...HEAD } = runOf([]);

function header(name: string, change: Partial<RunHeader> = {}): RunHeader {
  const request = {
    ...HEAD.request,
    problems: [{ op: 'gemm', dtype: 'f32', m: 8, n: 8, k: 8 } as const],
  };
  return {
    ...HEAD,
    request,
    id: name,
    name,
    cellCount: 1,
    doneCount: 1,
    isElsewhere: false,
    pinned: false,
    tags: [],
    ...change,
  };
}

const cold = {
  request: { ...header('').request, method: { ...HEAD.request.method, cache: 'cold' } },
} as const;

it('groups runs by suite, the newest first, with pinned ones above', () => {
  const groups = groupsOf([header('a'), header('b', cold), header('c'), header('d', { pinned: true })]);
  expect(groups.map(({ runs }) => runs.map(({ name }) => name))).toEqual([['d'], ['a', 'c'], ['b']]);
  // Only what tells suites of one operation apart is in their titles.
  expect(groups[0]?.title).toBe('Pinned');
  expect(groups[1]?.title).toMatch(/^Matrix multiplication f32 · samples/);
  expect(groups[2]?.title).toMatch(/^Matrix multiplication f32 · caches cold, samples/);
  expect(groupsOf([header('a')])[0]?.title).toBe('Matrix multiplication f32');
});

test('folded groups show their head only', () => {
  const groups = groupsOf([header('a'), header('b')]);
  expect(rowsOf(groups, []).map(({ kind }) => kind)).toEqual(['group', 'run', 'run']);
  expect(rowsOf(groups, [groups[0]?.key ?? ''])).toHaveLength(1);
});

it('finds runs by every word of name, suite, status and tags', () => {
  const runs = [header('Nightly', { tags: ['M1'] }), header('Other', { status: 'interrupted' })];
  const found = (query: string) => matchRuns(runs, query).map(({ name }) => name);
  expect(found(' ')).toHaveLength(2);
  expect(found('matrix night')).toEqual(['Nightly']);
  expect(found('INTERRUPTED')).toEqual(['Other']);
  expect(found('#m')).toEqual(['Nightly']);
  expect(found('#night')).toEqual([]);
});

it('goes to the next run whose name begins with what is typed, around the end', () => {
  const rows = rowsOf(groupsOf([header('Alpha'), header('beta'), header('Also')]), []);
  expect(typedAhead(rows, 1, 'a')).toBe(3);
  expect(typedAhead(rows, 3, 'a')).toBe(1);
  expect(typedAhead(rows, 3, 'als')).toBe(3);
  expect(typedAhead(rows, 0, 'x')).toBe(-1);
});

it('reads tags, each once', () => {
  expect(readTags(' #release, m1,, m1 ')).toEqual(['release', 'm1']);
  expect(readTags('')).toEqual([]);
});

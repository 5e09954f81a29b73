import { expect, it } from 'vitest';
import { sampleRun } from '../fixture/sample-run.ts';
import { differences, sourceRange } from './differences.ts';

const { environment } = sampleRun();
const origin = (
  source: string | null,
  versions: Record<string, string> = {},
  machine: string | null = 'a',
) => {
  return { source, environment: { ...environment, versions, machine } };
};

it.each([
  ['a', 'b', 'a..b'],
  ['a', 'a', 'a'],
  [null, 'b', 'unknown..b'],
  ['a', null, 'a..unknown'],
  [null, null, null],
])('the sources from %s to %s are %s', (before, after, range) => {
  expect(sourceRange(origin(before), origin(after))).toBe(range);
});

it('names the versions and the machine that differ', () => {
  const before = origin(null, { clang: '19', node: '24', metal: '3' });
  expect(differences(before, origin(null, { clang: '20', node: '24', blas: '1' }, 'b'))).toEqual([
    ...['clang 19 → 20', 'metal 3 → none', 'blas none → 1'],
    'another machine',
  ]);
  expect(differences(before, before)).toEqual([]);
  expect(differences(before, origin(null, before.environment.versions, null))).toEqual([]);
});

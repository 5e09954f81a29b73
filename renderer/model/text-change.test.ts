import { expect, it } from 'vitest';
import { textChange } from './text-change.ts';

it.each([
  ['nothing', 'abc', 'abc', ''],
  ['a letter in the middle', 'M = 64;', 'M = 65;', '5'],
  ['an end', 'abc', 'abcd', 'd'],
  ['a start', 'bcd', 'abcd', 'a'],
  ['one of several that are the same', 'aaa', 'aaaa', 'a'],
  ['all of it', 'abc', 'xyz', 'xyz'],
  ['what was there', '', 'abc', 'abc'],
  ['half a character', 'a😀b', 'a😁b', '\ude01'],
])('changes %s', (_what, before, after, insert) => {
  const change = textChange(before, after);
  expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
  expect(change.insert).toBe(insert);
});

it('takes away what is in one text only', () => {
  expect(textChange('abab', 'ab')).toEqual({ from: 2, to: 4, insert: '' });
});

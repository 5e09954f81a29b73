import { expect, test } from 'vitest';
import { matchesKeys } from './keys.ts';

const press = (
  key: string,
  held: Partial<Record<'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey', true>> = {},
) => ({
  key,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test('mod is either of the two keys', () => {
  expect(matchesKeys(press('k', { metaKey: true }), 'mod+k')).toBe(true);
  expect(matchesKeys(press('k', { ctrlKey: true }), 'mod+k')).toBe(true);
  expect(matchesKeys(press('k'), 'mod+k')).toBe(false);
  expect(matchesKeys(press('k', { ctrlKey: true }), 'k')).toBe(false);
});

test('shift tells letters apart, and not the signs that need it', () => {
  expect(matchesKeys(press('R', { shiftKey: true }), 'shift+r')).toBe(true);
  expect(matchesKeys(press('R', { shiftKey: true }), 'r')).toBe(false);
  expect(matchesKeys(press('?', { shiftKey: true }), '?')).toBe(true);
  expect(matchesKeys(press('?'), '?')).toBe(true);
});

test('named keys', () => {
  expect(matchesKeys(press('ArrowLeft'), 'arrowleft')).toBe(true);
  expect(matchesKeys(press('ArrowLeft', { altKey: true }), 'arrowleft')).toBe(false);
});

import { expect, test } from 'vitest';
import { COMMAND_KEYS } from './command-keys.ts';
import { type KeyPress, keyCaps, keyText, matchesKeys } from './keys.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test('mod is either of the two keys', () => {
  expect(matchesKeys(press('k', { metaKey: true }), 'mod+k', 'mac')).toBe(true);
  expect(matchesKeys(press('k', { ctrlKey: true }), 'mod+k', 'other')).toBe(true);
  expect(matchesKeys(press('k'), 'mod+k', 'other')).toBe(false);
  expect(matchesKeys(press('k', { ctrlKey: true }), 'k', 'other')).toBe(false);
});

test('shift matters for letters, and not for signs that may need it', () => {
  expect(matchesKeys(press('R', { shiftKey: true }), 'shift+r', 'other')).toBe(true);
  expect(matchesKeys(press('R', { shiftKey: true }), 'r', 'other')).toBe(false);
  expect(matchesKeys(press('?', { shiftKey: true }), '?', 'other')).toBe(true);
  expect(matchesKeys(press('?'), '?', 'other')).toBe(true);
});

test('a plus is a key whether or not it needs shift', () => {
  expect(matchesKeys(press('+', { shiftKey: true }), 'plus', 'mac')).toBe(true);
  expect(matchesKeys(press('+'), 'plus', 'other')).toBe(true);
  expect(keyText('plus', 'mac')).toBe('+');
});

test('named keys', () => {
  expect(matchesKeys(press('ArrowLeft'), 'arrowleft', 'other')).toBe(true);
  expect(matchesKeys(press('ArrowLeft', { altKey: true }), 'arrowleft', 'other')).toBe(false);
});

test('the delete key of a Mac is backspace', () => {
  expect(matchesKeys(press('Backspace'), 'delete', 'mac')).toBe(true);
  expect(matchesKeys(press('Delete'), 'delete', 'mac')).toBe(true);
  expect(matchesKeys(press('Backspace'), 'delete', 'other')).toBe(false);
});

test.each([
  ['mod+k', '⌘K', 'Ctrl K'],
  ['shift+r', '⇧R', 'Shift R'],
  ['delete', '⌫', 'Del'],
  ['escape', 'esc', 'Esc'],
  ['mod+.', '⌘.', 'Ctrl .'],
  ['f2', 'F2', 'F2'],
])('%s is written %s on a Mac and %s elsewhere', (combo, mac, other) => {
  expect([keyText(combo, 'mac'), keyText(combo, 'other')]).toEqual([mac, other]);
  expect(keyCaps(combo, 'mac')).toHaveLength(1);
});

test('no two commands share a key, but those of the editor and the review with what their keys do elsewhere', () => {
  const { 'time-copy': _, ...others } = COMMAND_KEYS;
  const isOfReview = ([id]: [string, string]) => id.startsWith('review');
  const combos = Object.entries(others)
    .filter((one) => !isOfReview(one))
    .map(([, combo]) => combo);
  const ofReview = Object.entries(others)
    .filter(isOfReview)
    .map(([, combo]) => combo);
  expect(new Set(ofReview).size).toBe(ofReview.length);
  expect(new Set(combos).size).toBe(combos.length);
});

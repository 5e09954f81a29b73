import { expect, test } from 'vitest';
import { COMMAND_KEYS } from './command-keys.ts';
import { shownView, VIEWS, viewsFor } from './views.ts';

test('the keys of views go up in the order of the switch', () => {
  const keys = VIEWS.map(({ command }) => Number(COMMAND_KEYS[command]));
  expect(keys).toEqual(keys.toSorted((a, b) => a - b));
  expect(keys[0]).toBe(1);
});

test('a report has no history of other runs, and shows its chart instead', () => {
  expect(viewsFor({ readOnly: true }).map(({ id }) => id)).not.toContain('history');
  expect(shownView({ readOnly: true, view: 'history' })).toBe('sweep');
  expect(shownView({ readOnly: false, view: 'history' })).toBe('history');
});

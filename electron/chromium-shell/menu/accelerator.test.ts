import { expect, it } from 'vitest';
import { parseAccelerator } from './accelerator.ts';

const none = { ctrl: false, meta: false, shift: false, alt: false };

it.each([
  ['CmdOrCtrl+Shift+S', 'linux', { ...none, key: 's', ctrl: true, shift: true }],
  ['CmdOrCtrl+Shift+S', 'darwin', { ...none, key: 's', meta: true, shift: true }],
  ['Alt+Left', 'linux', { ...none, key: 'arrowleft', alt: true }],
  ['Ctrl+Plus', 'linux', { ...none, key: '+', ctrl: true }],
  ['F5', 'linux', { ...none, key: 'f5' }],
  ['CmdOrCtrl+.', 'linux', { ...none, key: '.', ctrl: true }],
] as const)('reads %s on %s', (accelerator, platform, combination) => {
  expect(parseAccelerator(accelerator, platform)).toEqual(combination);
});

it.each(['Ctrl', 'Ctrl+', 'A+B', ''])('refuses %j', (accelerator) => {
  expect(() => parseAccelerator(accelerator, 'linux')).toThrow('chromium-shell');
});

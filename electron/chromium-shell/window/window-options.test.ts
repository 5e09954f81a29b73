import type { BrowserWindowConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import { checkWindowOptions } from './window-options.ts';

it('takes what the workbench asks for', () => {
  const webPreferences = { preload: '/p.cjs', contextIsolation: true, sandbox: true, nodeIntegration: false };
  const looks = { minWidth: 1, titleBarStyle: 'default', backgroundColor: '#fff' } as const;
  expect(() => checkWindowOptions({ width: 900, show: false, ...looks, webPreferences })).not.toThrow();
  expect(() => checkWindowOptions({})).not.toThrow();
});

it.each<[string, BrowserWindowConstructorOptions]>([
  ['webPreferences.sandbox must be true', { webPreferences: { sandbox: false } }],
  ['webPreferences.contextIsolation must be true', { webPreferences: { contextIsolation: false } }],
  ['webPreferences.nodeIntegration must be false', { webPreferences: { nodeIntegration: true } }],
  ['webPreferences.webSecurity must be true', { webPreferences: { webSecurity: false } }],
  ['the option kiosk of BrowserWindow is not modelled', { kiosk: true }],
  ['the option partition of webPreferences is not modelled', { webPreferences: { partition: 'x' } }],
])('refuses: %s', (message, options) => {
  expect(() => checkWindowOptions(options)).toThrow(`chromium-shell: ${message}`);
});

// Runs Tilescope's unmodified main process where Electron's binary is unavailable: this file is its `electron` module.
import { registerHooks } from 'node:module';
import { app, startApp } from './application/app.ts';

export { app } from './application/app.ts';
export { dialog } from './application/dialog.ts';
export { Notification } from './application/notification.ts';
export { shell } from './application/shell.ts';
export { protocol } from './chromium/protocol.ts';
export { ipcMain } from './ipc-main.ts';
export { Menu } from './menu/menu.ts';
export { utilityProcess } from './utility-process.ts';
export { BrowserWindow } from './window/browser-window.ts';
export { nativeTheme } from './window/native-theme.ts';
export { screen } from './window/screen.ts';
export { session } from './window/session.ts';

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== 'electron') return nextResolve(specifier, context);
    return { url: import.meta.url, shortCircuit: true };
  },
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());

// As with Electron's own binary, a parameter may name the program to run, here beside this file.
const [, , program = 'main.js'] = process.argv;
// The main process sees the arguments that Electron's would have: its program, and what follows.
if (process.argv.length > 2) process.argv.splice(1, 1);
// Not awaited: it imports this module, which must have finished loading by then.
import(new URL(`./${program}`, import.meta.url).href).then(startApp).catch((error: Error) => {
  console.error(error);
  app.exit(1);
});

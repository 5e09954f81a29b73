// Runs Tilescope's unmodified main process where Electron's binary is unavailable: this file is its `electron` module.
import { registerHooks } from 'node:module';
import { app, startApp } from './app.ts';

export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { dialog } from './dialog.ts';
export { ipcMain } from './ipc-main.ts';
export { Menu } from './menu.ts';
export { nativeTheme } from './native-theme.ts';
export { protocol } from './protocol.ts';
export { screen } from './screen.ts';
export { session } from './session.ts';
export { shell } from './shell.ts';
export { utilityProcess } from './utility-process.ts';

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== 'electron') return nextResolve(specifier, context);
    return { url: import.meta.url, shortCircuit: true };
  },
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());

// Not awaited: main imports this module, which must have finished loading by then.
import(new URL('./main.js', import.meta.url).href).then(startApp).catch((error: Error) => {
  console.error(error);
  app.exit(1);
});

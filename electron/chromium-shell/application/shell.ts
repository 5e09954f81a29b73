import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { Shell } from 'electron';
import { strict } from '../not-modelled.ts';

const OPENER = process.platform === 'darwin' ? 'open' : 'xdg-open';

/** Opens something with the desktop's own opener. Fails when there is none, as without a display. */
function open(target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(OPENER, [target], { stdio: 'ignore', detached: true });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

export const shell = strict('shell', {
  openExternal: (url: string) => open(url),
  openPath: (path: string) =>
    open(path).then(
      () => '',
      (error: Error) => error.message,
    ),
  showItemInFolder: (path: string) => {
    open(dirname(path)).catch((error: Error) => console.error(`chromium-shell: ${error.message}`));
  },
} satisfies Pick<Shell, 'openExternal' | 'openPath' | 'showItemInFolder'>);

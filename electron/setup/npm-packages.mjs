import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, stop, succeeds } from './process.mjs';

const STAMP = join(ROOT, 'node_modules/.cache/tilescope/package-lock.json');
const ELECTRON_REFUSED = join(ROOT, 'node_modules/.cache/tilescope/electron-unavailable');

/** Installs exactly what the lock file says, unless that is what is there. */
export function ensureNpmPackages() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  console.log('Installing npm packages');
  if (
    run(['npm', 'ci', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], {
      env: process.env,
    }) !== 0
  ) {
    stop('npm ci failed; its message is above.');
  }
  mkdirSync(join(ROOT, 'node_modules/.cache/tilescope'), { recursive: true });
  writeFileSync(STAMP, lock);
}

/** Whether Electron's own binary is here. Tries to fetch it once for each installation of the npm packages. */
export function ensureElectronBinary() {
  const present = () => existsSync(join(ROOT, 'node_modules/electron/path.txt'));
  if (present()) return true;
  if (existsSync(ELECTRON_REFUSED)) return false;
  if (succeeds(['install-electron']) && present()) return true;
  writeFileSync(ELECTRON_REFUSED, '');
  console.log("Electron's binary is unavailable here; Chromium shows the window instead.");
  return false;
}

import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ROOT, run, stop } from './process.mjs';
import { nodeHeaders } from './runtime.mjs';

const ADDON = join(ROOT, 'native/build/Release/tilescope.node');

/** Builds the addon when a source of it is newer than it. */
export function ensureAddon() {
  const sources = ['native/src', 'native/include/msl', 'native/binding.gyp'];
  if (existsSync(ADDON) && newest(sources) <= statSync(ADDON).mtimeMs) return;
  console.log('Building the native addon');
  const headers = nodeHeaders();
  // Without this, node-gyp downloads them.
  const options = [...(headers ? [`--nodedir=${headers}`] : []), '--jobs=max', '--loglevel=error'];
  if (run(['node-gyp', 'rebuild', '-C', 'native', ...options], { quiet: true }) !== 0) {
    stop("the native addon did not build; the compiler's message is above.");
  }
}

/** Builds the addon over the double of Metal, which tests use where there is no Metal, and the double's own tests. */
export function ensureMetalDouble() {
  console.log('Building the double of Metal');
  const make = ['make', '--silent', `-j${availableParallelism()}`, '-C', 'native/test/apple', 'all', 'check'];
  if (run(make, { quiet: true }) !== 0) {
    stop("the double of Metal did not build; the compiler's message is above.");
  }
}

/** Bundles the processes and the renderer into dist/. */
export function buildBundles() {
  // The names of its parts change with them.
  rmSync(join(ROOT, 'dist/renderer'), { recursive: true, force: true });
  if (run(['npm', 'run', '--silent', 'bundle']) !== 0)
    stop('the bundles did not build; the message is above.');
  mkdirSync(join(ROOT, 'dist/renderer'), { recursive: true });
  copyFileSync(join(ROOT, 'renderer/index.html'), join(ROOT, 'dist/renderer/index.html'));
}

/** The time of the newest file below some paths, in milliseconds. @param {string[]} paths @returns {number} */
function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const stat = statSync(join(ROOT, path));
      if (!stat.isDirectory()) return stat.mtimeMs;
      return newest(readdirSync(join(ROOT, path)).map((name) => join(path, name)));
    }),
    0,
  );
}

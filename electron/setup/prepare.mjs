import { buildBundles, ensureAddon, ensureMetalDouble } from './build.mjs';
import { ensureElectronBinary, ensureNpmPackages } from './npm-packages.mjs';
import { ensureRuntime } from './runtime.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * Brings a fresh clone to where it can run: npm packages, system packages, Node, the addon, the bundles.
 * Plain JavaScript without dependencies, since it runs before there are any.
 * @param {{ window: boolean, test: boolean, double: boolean }} purpose; `double`: of Metal, where there is no Metal
 * @returns {{ electron: boolean }} whether Electron's own binary is here
 */
export function prepare({ window, test, double }) {
  ensureNpmPackages();
  const withDouble =
    process.platform !== 'darwin' && (double || process.env.TILESCOPE_BACKEND === 'metal-double');
  // Before Node: on Linux it needs libatomic, which comes with the C++ compiler.
  ensureSystemPackages(['run', ...(test ? ['window', 'test'] : []), ...(withDouble ? ['double'] : [])]);
  ensureRuntime();
  const electron = window || test ? ensureElectronBinary() : false;
  if (window && !electron) ensureSystemPackages(['window']);
  ensureAddon();
  if (withDouble) ensureMetalDouble();
  buildBundles();
  return { electron };
}

import { buildBundles, ensureAddon, ensureMetalDouble } from './build.mjs';
import { ensureElectronBinary, ensureNpmPackages } from './npm-packages.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * Brings a fresh clone to where it can run: npm packages, system packages, the addon, the bundles.
 * Plain JavaScript without dependencies, since it runs before there are any.
 * @param {{ window: boolean, test: boolean }} purpose
 * @returns {{ electron: boolean }} whether Electron's own binary is here
 */
export function prepare({ window, test }) {
  ensureNpmPackages();
  const electron = window || test ? ensureElectronBinary() : false;
  ensureSystemPackages([
    'run',
    ...(window && !electron ? ['window'] : []),
    ...(test ? ['window', 'test'] : []),
  ]);
  ensureAddon();
  if (test || process.env.TILESCOPE_BACKEND === 'metal-double') ensureMetalDouble();
  buildBundles();
  return { electron };
}

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT, run, stop } from './process.mjs';

/** A package of its own, so that npm fetches a Node only where one is needed, and only this platform's. */
const FOLDER = join(ROOT, 'electron/setup/runtime');
/** npm scripts and toolEnvironment() look for programs here first. */
const LINK = join(ROOT, 'node_modules/.bin/node');

/**
 * Decides which Node runs the project: the one that is running if it suffices, else the one that npm has for this
 * platform.
 * @param {{ suffices: boolean, version: string, platform: string, arch: string }} running
 * @param {Record<string, { version?: string, os?: string, cpu?: string }>} packages of the runtime's lock file
 * @returns {{ package?: { path: string, version: string }, problem?: string }} neither: the one that is running
 */
export function chooseRuntime({ suffices, version, platform, arch }, packages) {
  if (suffices) return {};
  const found = Object.entries(packages).find(([, { os, cpu }]) => os === platform && cpu === arch);
  if (found) return { package: { path: found[0], version: found[1].version } };
  return {
    problem: `Tilescope needs Node 24 or newer with node:sqlite. This is Node ${version}, and npm has no newer one for ${platform}-${arch}: install one, then run this again.`,
  };
}

/** Makes sure that `node` in toolEnvironment() and in npm scripts is a Node that can run the project. */
export function ensureRuntime() {
  const { packages } = JSON.parse(readFileSync(join(FOLDER, 'package-lock.json'), 'utf8'));
  const { platform, arch, versions } = process;
  // A Node from inside the project comes and goes with its packages: it is never the one that was there before.
  const isOwn =
    !existsSync(process.execPath) || realpathSync(process.execPath).startsWith(`${realpathSync(ROOT)}/`);
  const choice = chooseRuntime(
    { suffices: !isOwn && suffices(), version: versions.node, platform, arch },
    packages,
  );
  if (choice.problem) stop(choice.problem);
  if (!choice.package) return removeLink();
  const folder = join(FOLDER, choice.package.path);
  if (installedVersion(folder) !== choice.package.version) install(choice.package.version);
  const node = join(folder, 'bin/node');
  if (run([node, '--version'], { quiet: true }) !== 0)
    stop(`Node ${choice.package.version} from npm does not run here; its message is above.`);
  if (existsSync(LINK) && realpathSync(LINK) === realpathSync(node)) return;
  mkdirSync(dirname(LINK), { recursive: true });
  removeLink();
  symlinkSync(relative(dirname(LINK), node), LINK);
}

/** rmSync() of some versions overlooks a link to what is no longer there. */
function removeLink() {
  if (lstatSync(LINK, { throwIfNoEntry: false })) unlinkSync(LINK);
}

/** The folder that node-gyp takes Node's headers from, if the Node that runs the project brought them. */
export function nodeHeaders() {
  const node = realpathSync(existsSync(LINK) ? LINK : process.execPath);
  const folder = resolve(node, '../..');
  return existsSync(join(folder, 'include/node/common.gypi')) ? folder : undefined;
}

/** Whether this Node has what the code uses. Node 24 is the first that does; some are built without SQLite. */
function suffices() {
  return isBuiltin('node:sqlite') && Boolean(process.features.typescript) && 'Float16Array' in globalThis;
}

function installedVersion(folder) {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}

function install(version) {
  console.log(
    `Installing Node ${version}: Tilescope needs Node 24 or newer, and this is ${process.versions.node}`,
  );
  const options = [
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
  ];
  if (run(['npm', 'ci', '--prefix', FOLDER, ...options], { env: process.env, quiet: true }) !== 0)
    stop(`npm could not install Node ${version}; its message is above.`);
}

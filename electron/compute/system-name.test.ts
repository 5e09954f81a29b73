import { expect, it } from 'vitest';
import { type SystemFacts, systemName } from './system-name.ts';

const DARWIN = 'Darwin 25.1.0 arm64';

/** A Mac whose files are as given; SystemVersion.plist is what an old program sees. */
function mac(entries: Readonly<Record<string, string>>): SystemFacts {
  const plist = (values: Readonly<Record<string, string>>) =>
    `<plist version="1.0">\n<dict>\n${Object.entries(values)
      .map(([key, value]) => `\t<key>${key}</key>\n\t<string>${value}</string>`)
      .join('\n')}\n</dict>\n</plist>\n`;
  const files: Readonly<Record<string, string>> = {
    '/System/Library/CoreServices/SystemVersion.plist': plist({ ...entries, ProductVersion: '16.1' }),
    '/System/Library/CoreServices/.SystemVersionPlatform.plist': plist(entries),
  };
  return { platform: 'darwin', kernel: DARWIN, read: (file) => files[file] ?? null };
}

const TAHOE = { ProductBuildVersion: '25B78', ProductName: 'macOS', ProductVersion: '26.1' };

it('is what macOS calls itself, not the version that it tells old programs', () => {
  expect(systemName(mac(TAHOE))).toBe('macOS 26.1 (25B78)');
  expect(systemName(mac({ ...TAHOE, ProductVersionExtra: '(a)' }))).toBe('macOS 26.1 (a) (25B78)');
});

it('is that of the distribution and the kernel on Linux', () => {
  const read = (file: string) => (file === '/etc/os-release' ? 'ID=debian\nPRETTY_NAME="Debian 13"\n' : null);
  expect(systemName({ platform: 'linux', kernel: 'Linux 6.1.0 x64', read })).toBe(
    'Debian 13, Linux 6.1.0 x64',
  );
});

it('is that of the kernel where nothing names the system', () => {
  expect(systemName(mac({}))).toBe(DARWIN);
  for (const platform of ['darwin', 'linux', 'freebsd'] as const)
    expect(systemName({ platform, kernel: 'Kernel 1', read: () => null })).toBe('Kernel 1');
});

it('names this system', () => {
  expect(systemName()).toMatch(process.platform === 'darwin' ? /^macOS \d+\.\d+.* \(\w+\)$/ : /\d/);
});

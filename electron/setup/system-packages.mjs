import { existsSync } from 'node:fs';
import { findLlvm, OLDEST_CLANG } from './llvm.mjs';
import { hasProgram, run, stop, succeeds } from './process.mjs';

const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * What Tilescope needs from the system, and how to see that it is there: on Linux with the Debian packages that
 * bring it, on a Mac with the line that installs it. A system that has it built in has no entry.
 * `for`: 'run' always; 'window' where Electron's own binary is absent; 'test' for npm test;
 * 'double' for the double of Metal.
 */
export const NEEDS = [
  {
    for: 'run',
    what: 'a C++ compiler, make and Python (to build the addon)',
    linux: {
      present: () => hasProgram('g++') && hasProgram('make') && hasProgram('python3'),
      packages: ['g++', 'make', 'python3'],
    },
    darwin: {
      present: () => succeeds(['xcode-select', '-p']),
      line: 'xcode-select --install',
    },
  },
  {
    for: 'run',
    what: 'the SDK of macOS 15 or newer, which comes with Xcode 16 (to build the Metal backend)',
    darwin: {
      // Without any SDK, the need above says what to do.
      present: () =>
        !succeeds(['xcode-select', '-p']) ||
        shell('test "$(xcrun --sdk macosx --show-sdk-version | cut -d. -f1)" -ge 15'),
      line: 'sudo rm -rf /Library/Developer/CommandLineTools && xcode-select --install',
    },
  },
  {
    for: 'run',
    what: `LLVM's clang ${OLDEST_CLANG} or newer (to compile MSL for the CPU; Apple's own clang has no C++ for OpenCL)`,
    linux: {
      present: () => hasClang({ withLinker: true }),
      packages: ['clang-19', 'lld-19'],
    },
    darwin: {
      present: () => hasClang({ withLinker: false }),
      line: 'brew install llvm@19',
    },
  },
  {
    for: 'run',
    what: 'OpenBLAS (the contender to beat)',
    linux: {
      present: () =>
        shell('echo "#include <cblas.h>" | g++ -E -x c++ - && ldconfig -p | grep -q libopenblas'),
      packages: ['libopenblas-dev'],
    },
  },
  {
    for: 'window',
    what: "Chromium or Chrome (for the window, where Electron's own binary is absent)",
    linux: {
      present: () => ['chromium', 'chromium-browser', 'google-chrome'].some(hasProgram),
      packages: ['chromium'],
    },
    darwin: {
      present: () => existsSync(process.env.TILESCOPE_CHROMIUM ?? MAC_CHROME) || hasProgram('chromium'),
      line: 'brew install --cask google-chrome',
    },
  },
  {
    for: 'test',
    what: 'clang-format 19 (to check the format of C++)',
    linux: {
      present: () => hasProgram('clang-format-19'),
      packages: ['clang-format-19'],
    },
  },
  {
    for: 'double',
    what: 'clang 19 with its profile library, and llvm-cov 19 (to build the double of Metal and count the lines it runs)',
    linux: {
      present: () =>
        hasProgram('llvm-cov-19') &&
        hasProgram('llvm-profdata-19') &&
        shell(
          'echo "int main(void) {}" | clang-19 -fuse-ld=lld -fprofile-instr-generate -x c - -o /dev/null',
        ),
      packages: ['clang-19', 'lld-19', 'llvm-19', 'libclang-rt-19-dev'],
    },
  },
];

/**
 * Makes sure that the system has what is needed: installs it through apt as root on Debian and Ubuntu,
 * otherwise prints the line to run and stops.
 * @param {('run' | 'window' | 'test' | 'double')[]} purposes
 */
export function ensureSystemPackages(purposes) {
  const { platform } = process;
  const missing = NEEDS.filter((need) => purposes.includes(need.for) && need[platform]?.present() === false);
  if (missing.length === 0) return;
  const hasApt = existsSync('/usr/bin/apt-get');
  if (platform === 'darwin' || !hasApt || process.getuid?.() !== 0)
    stop(advice(missing, { platform, hasApt, hasBrew: hasProgram('brew') }));
  console.log(`Installing system packages:\n${listOf(missing)}`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, quiet: true };
  const install = installLine(missing);
  if (run(['apt-get', 'update', '-qq'], options) !== 0) stop('apt-get update failed; its message is above.');
  if (run(install.split(' '), options) !== 0) stop(`this failed; its message is above:\n  ${install}`);
}

/**
 * What to tell a user whose system lacks something.
 * @param {typeof NEEDS} missing @param {{ platform: string, hasApt: boolean, hasBrew: boolean }} system
 */
export function advice(missing, { platform, hasApt, hasBrew }) {
  const what = `missing on this machine:\n${listOf(missing)}`;
  if (platform !== 'darwin' && !hasApt) return `${what}\nInstall them, then run this again.`;
  const lines =
    platform === 'darwin' ? missing.map(({ darwin }) => darwin.line) : [`sudo ${installLine(missing)}`];
  const homebrew = lines.some((line) => line.startsWith('brew ')) && !hasBrew;
  const run = lines.length > 1 ? 'Run these lines' : 'Run this line';
  return [
    what,
    `${run}, then start again${homebrew ? ' (brew is from https://brew.sh)' : ''}:`,
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}

const listOf = (needs) => needs.map(({ what }) => `  - ${what}`).join('\n');

const installLine = (needs) =>
  `apt-get install -y --no-install-recommends ${[...new Set(needs.flatMap(({ linux }) => linux.packages))].join(' ')}`;

/** Whether the clang that compiles MSL is here; on Linux with the lld of its own version, which links what it compiles. */
function hasClang({ withLinker }) {
  if (process.env.TILESCOPE_CLANG) return true;
  const find = (...tools) => findLlvm(tools, (version) => version >= OLDEST_CLANG)?.[0];
  const clang = find('clang');
  return clang !== undefined && (!withLinker || clang === find('clang', 'ld.lld'));
}

/** Whether a line of shell succeeds. @param {string} line */
function shell(line) {
  return succeeds(['sh', '-c', line]);
}

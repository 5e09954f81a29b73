import { existsSync } from 'node:fs';
import { hasProgram, run, stop, succeeds } from './process.mjs';

/**
 * What Tilescope needs from the system, how to see that it is there, and the Debian packages that bring it.
 * `for`: 'run' always; 'window' where Electron's own binary is absent; 'test' for npm test;
 * 'double' for the double of Metal.
 */
const NEEDS = [
  {
    for: 'run',
    what: 'a C++ compiler, make and Python (to build the addon)',
    present: () => hasProgram('g++') && hasProgram('make') && hasProgram('python3'),
    debian: ['g++', 'make', 'python3'],
  },
  {
    for: 'run',
    what: 'clang 19 and lld (to compile MSL for the CPU)',
    present: () => hasProgram('clang-19') && hasProgram('ld.lld-19'),
    debian: ['clang-19', 'lld-19'],
  },
  {
    for: 'run',
    what: 'OpenBLAS (the contender to beat)',
    present: () =>
      succeeds([
        'sh',
        '-c',
        'echo "#include <cblas.h>" | g++ -E -x c++ - && ldconfig -p | grep -q libopenblas',
      ]),
    debian: ['libopenblas-dev'],
  },
  {
    for: 'window',
    what: 'Chromium (the window, where Electron’s own binary is absent)',
    present: () => ['chromium', 'chromium-browser', 'google-chrome'].some(hasProgram),
    debian: ['chromium'],
  },
  {
    for: 'test',
    what: 'clang-format 19 (checks the format of C++)',
    present: () => hasProgram('clang-format-19'),
    debian: ['clang-format-19'],
  },
  {
    for: 'double',
    what: 'the profile library of clang 19 and llvm-cov 19 (count the lines of the Metal backend that its double has run)',
    present: () =>
      hasProgram('llvm-cov-19') &&
      hasProgram('llvm-profdata-19') &&
      succeeds([
        'sh',
        '-c',
        'echo "int main(void) {}" | clang-19 -fuse-ld=lld -fprofile-instr-generate -x c - -o /dev/null',
      ]),
    debian: ['llvm-19', 'libclang-rt-19-dev'],
  },
];

/**
 * Makes sure that the system has what is needed: installs it through apt as root on Debian and Ubuntu,
 * otherwise prints the one line to run and stops.
 * @param {('run' | 'window' | 'test' | 'double')[]} purposes
 */
export function ensureSystemPackages(purposes) {
  if (process.platform === 'darwin') return ensureCommandLineTools();
  const missing = NEEDS.filter((need) => purposes.some((purpose) => purpose === need.for) && !need.present());
  if (missing.length === 0) return;
  const packages = missing.flatMap((need) => need.debian);
  const list = missing.map((need) => `  - ${need.what}`).join('\n');
  const install = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get')) stop(`missing on this machine:\n${list}\nInstall them and run again.`);
  if (process.getuid?.() !== 0)
    stop(`missing on this machine:\n${list}\nRun this line, then start again:\n  sudo ${install}`);
  console.log(`Installing from the system's packages:\n${list}`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, quiet: true };
  if (run(['apt-get', 'update', '-qq'], options) !== 0) stop('apt-get update failed; its message is above.');
  if (run(install.split(' '), options) !== 0) stop(`this failed; its message is above:\n  ${install}`);
}

function ensureCommandLineTools() {
  if (succeeds(['xcode-select', '-p'])) return;
  stop(
    'the Xcode command line tools are missing. Run this line, then start again:\n  xcode-select --install',
  );
}

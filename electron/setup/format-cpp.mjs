// Checks the format of the C++ sources; with --fix, formats them.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findLlvm } from './llvm.mjs';
import { ROOT } from './process.mjs';

/** Other versions format some lines differently. */
const VERSION = 19;

const [program] = findLlvm(['clang-format'], (version) => version === VERSION) ?? [];
if (!program) {
  console.log(`clang-format ${VERSION} was not found: the format of C++ is not checked.`);
  process.exit(0);
}
const list = ['ls-files', '-co', '--exclude-standard', 'native/*.cpp', 'native/*.h', 'native/*.mm'];
process.chdir(ROOT);
const files = execFileSync('git', list, { encoding: 'utf8' }).trim().split('\n').filter(existsSync);
const options = process.argv.includes('--fix') ? ['-i'] : ['--dry-run', '--Werror'];
process.exit(spawnSync(program, [...options, ...files], { stdio: 'inherit' }).status ?? 1);

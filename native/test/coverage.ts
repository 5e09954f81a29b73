// Line coverage of native/src/metal on the double of Metal: `clear` before the tests, `report` after them.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../device/root.ts';

/** Of the lines of all files together, in per cent. */
const LEAST = 95;

const BUILD = join(packageRoot(), 'native/build/metal-double');
const ADDON = join(BUILD, 'tilescope.node');
/** Each test process leaves a file here: see COVERAGE in native/test/apple/Makefile. */
const PROFILES = join(BUILD, 'profile');
const SOURCES = join(packageRoot(), 'native/src/metal');

interface Export {
  data: { files: { filename: string; summary: { lines: { count: number; covered: number } } }[] }[];
}

function clear(): void {
  rmSync(PROFILES, { recursive: true, force: true });
  mkdirSync(PROFILES, { recursive: true });
}

function report(): void {
  const profiles = existsSync(PROFILES) ? readdirSync(PROFILES).map((name) => join(PROFILES, name)) : [];
  if (profiles.length === 0) fail(`No test ran on the double of Metal: ${PROFILES} is empty`);
  const merged = join(BUILD, 'merged.profdata');
  llvm('llvm-profdata-19', ['merge', '-sparse', ...profiles, '-o', merged]);
  const sources = globSync(join(SOURCES, '**/*.{mm,cpp,h}'));
  const text = llvm('llvm-cov-19', [
    'export',
    '-summary-only',
    `-instr-profile=${merged}`,
    ADDON,
    ...sources,
  ]);
  const { data }: Export = JSON.parse(text);
  const files = (data[0]?.files ?? []).map(({ filename, summary }) => {
    return { name: relative(SOURCES, filename), ...summary.lines };
  });
  const total = {
    name: 'total',
    count: sum(files, 'count'),
    covered: sum(files, 'covered'),
  };
  const width = Math.max(...[...files, total].map(({ name }) => name.length));
  console.log('Line coverage of native/src/metal, on the double of Metal:');
  for (const { name, count, covered } of [...files, total])
    console.log(`  ${name.padEnd(width)}  ${percent(covered, count).padStart(6)}  ${covered} of ${count}`);
  if (100 * total.covered < LEAST * total.count) fail(`Line coverage is below ${LEAST} %`);
}

function llvm(program: string, parameters: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) fail(`${program} failed: ${error?.message ?? stderr}`);
  return stdout;
}

const sum = (files: readonly { count: number; covered: number }[], key: 'count' | 'covered') =>
  files.reduce((total, file) => total + file[key], 0);

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

const COMMANDS: Readonly<Record<string, () => void>> = { clear, report };

const command = COMMANDS[process.argv[2] ?? ''];
if (!command) throw new Error(`coverage.ts takes one of: ${Object.keys(COMMANDS).join(', ')}`);
// On a Mac the tests run on Metal itself.
if (process.platform !== 'darwin') command();

// Which room may import which. Run as a program, it reports every import outside the tables: part of `npm run lint`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(import.meta.dirname, '../..');

/** Room → the rooms it may import; of those marked "(types)", types only. CONTRIBUTING.md shows this table. */
export const ROOMS = {
  kernels: [],
  native: [],
  'electron/ipc': ['kernels', 'native (types)'],
  'electron/store': ['electron/ipc'],
  'electron/main': ['electron/ipc', 'electron/store', 'kernels'],
  'electron/preload': ['electron/ipc', 'kernels'],
  'electron/compute': ['electron/ipc', 'kernels', 'native', 'package.json'],
  'electron/cli': ['electron/ipc', 'electron/store', 'kernels', 'package.json'],
  'electron/chromium-shell': ['electron/ipc', 'kernels'],
  'electron/setup': [],
  renderer: ['electron/ipc', 'kernels'],
  e2e: ['electron/ipc (types)', 'electron/store', 'electron/chromium-shell'],
};

/** Room → the npm packages it may import, with "node:" for all modules of Node. Tests import any package. */
export const PACKAGES = {
  kernels: [],
  native: ['node:'],
  'electron/ipc': ['node:', 'diff', 'smol-toml', 'zod'],
  'electron/store': ['node:', 'zod'],
  'electron/main': ['node:', 'electron', 'zod'],
  'electron/preload': ['electron'],
  'electron/compute': ['node:'],
  'electron/cli': ['node:', '@modelcontextprotocol/server', 'smol-toml', 'zod'],
  'electron/chromium-shell': ['node:', 'electron', 'playwright-core'],
  'electron/setup': ['node:', 'playwright-core'],
  renderer: ['@codemirror', '@lezer', 'react', 'react-dom', 'react-resizable-panels', 'recharts', 'zustand'],
  e2e: [],
};

/** What other rooms may import of these two. */
const SURFACES = { kernels: /^kernels\/index\.ts$/, native: /^native\/(index|types|error)\.ts$/ };

const TEST_ONLY = /^e2e\/|^native\/test\/|(^|\/)fixture\/|(^|\/)fake-[^/]*$|-trial\.tsx?$|\.test\.\w+$/;
/** How much of a long test runs is decided in one place, for the tests of every room. */
const EXTENT = 'native/test/extent.ts';
/** Developers' tools, which never ship: they may use fixtures, too. */
const TOOL = /(^|\/)(bench|gallery)\//;

const STATEMENT =
  /^[ \t]*(?:import|export)\s+(?<type>type\s+)?(?:[\w$*{},\s]+?\sfrom\s*)?(['"])(?<name>.+?)\2/gm;
const CALL =
  /\b(?:import|require|mock|doMock|importActual|importOriginal|new URL)(?:<[^()]*>)?\(\s*(['"`])(?<name>[^'"`$\n]+)\1(?=\s*[,)])/g;

/**
 * The imports of a file that break a rule, each as "file:line: what is wrong".
 * @param {string} file its path from the root @param {string} text @returns {string[]}
 */
export function findViolations(file, text) {
  const found = [...text.matchAll(STATEMENT), ...text.matchAll(CALL)].sort((a, b) => a.index - b.index);
  return found.flatMap(({ 0: match, index, groups }) => {
    const { name = '', type } = groups ?? {};
    const problem = name.startsWith('.')
      ? problemWithFile(file, posix.join(posix.dirname(file), name), type !== undefined)
      : problemWithPackage(file, name);
    const line = text.slice(0, index + match.search(/\S/)).split('\n').length;
    return problem ? [`${file}:${line}: ${problem}`] : [];
  });
}

/** @param {string} file @param {string} target @param {boolean} typeOnly @returns {string | null} */
function problemWithFile(file, target, typeOnly) {
  const [room, other] = [roomOf(file), roomOf(target)];
  const rooms = ROOMS[room];
  if (!rooms) return `the room ${room} is not in the tables of electron/setup/rooms.mjs`;
  const free = TEST_ONLY.test(file) || TOOL.test(file);
  if (TEST_ONLY.test(target) && !free) return `imports ${target}, which is for tests only`;
  if (other === room || (free && target === EXTENT)) return null;
  const allowed = rooms.includes(other) || (typeOnly && rooms.includes(`${other} (types)`));
  if (!allowed) return `imports ${target}; ${room} may import ${rooms.join(', ') || 'no other room'}`;
  const surface = SURFACES[other];
  return free || !surface || surface.test(target) ? null : `imports ${target}, which is internal to ${other}`;
}

/** @param {string} file @param {string} name @returns {string | null} */
function problemWithPackage(file, name) {
  const packages = PACKAGES[roomOf(file)] ?? [];
  const allowed = packages.some(
    (entry) => name === entry || name.startsWith(entry.endsWith(':') ? entry : `${entry}/`),
  );
  if (allowed || TEST_ONLY.test(file)) return null;
  return `imports ${name}; ${roomOf(file)} may import ${packages.join(', ') || 'no package'}`;
}

/** @param {string} file its path from the root @returns {string} such as "electron/ipc" */
function roomOf(file) {
  const parts = file.split('/');
  return parts.slice(0, parts[0] === 'electron' ? 2 : 1).join('/');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const list = ['ls-files', '-co', '--exclude-standard', '--deduplicate', '*.ts', '*.tsx', '*.mjs'];
  process.chdir(ROOT);
  const files = execFileSync('git', list, { encoding: 'utf8' }).trim().split('\n').filter(existsSync);
  const problems = files.flatMap((file) => findViolations(file, readFileSync(file, 'utf8')));
  if (problems.length > 0) console.error(problems.join('\n'));
  process.exit(problems.length > 0 ? 1 : 0);
}

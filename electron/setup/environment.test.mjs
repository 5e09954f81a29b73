// CONTRIBUTING.md lists every environment variable that the project defines, and no other.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** Variables that the system, Node or other programs define. */
const OTHERS =
  /^(PATH|HOME|TMPDIR|CI|NODE_ENV|NODE_OPTIONS|TZ|GIT_\w+|DISPLAY|WAYLAND_DISPLAY|(NO|FORCE)_COLOR|DEBIAN_FRONTEND|XDG_\w+|(LLVM|OPENBLAS)_\w+|npm_\w+)$/;
/** Set and read by a single test. */
const OF_ONE_TEST = ['FIXTURE_USER_DATA', 'FIXTURE_RESULT', 'TEST_FOLDER', 'TEST_ROUNDS'];

/** How code of some kinds reads or sets a variable; the name is the group. */
const USES = {
  script: [
    /\b(?:process\.)?env\.(\w+)/g,
    /\benv\[['"](\w+)['"]\]/g,
    /(?<!-D(?:', ')?)\b(TILESCOPE_\w+)\b/g, // -D: a macro of C
    /\bstubEnv\(['"](\w+)['"]/g,
    /\{\s*(\w+)[^{}]*\}\s*=\s*process\.env\b/g,
  ],
  native: [/\b(?:getenv|setenv|unsetenv)\("(\w+)"/g],
  shell: [/\b(TILESCOPE_\w+)\b(?==|\})/g],
};

const KINDS = [
  ['script', /\.(tsx?|mjs)$/],
  ['native', /\.(cpp|h|mm|c)$/],
  ['shell', /^(\.ci\/|\.github\/|package\.json$)/],
];

/** Name → a file that uses it. @returns {Map<string, string>} */
function used() {
  const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  const found = new Map();
  for (const file of files) {
    const kind = KINDS.find(([, pattern]) => pattern.test(file))?.[0];
    if (!kind || file.endsWith('environment.test.mjs')) continue;
    const text = readFileSync(resolve(ROOT, file), 'utf8');
    for (const [, name] of USES[kind].flatMap((use) => [...text.matchAll(use)])) found.set(name, file);
  }
  return found;
}

it('CONTRIBUTING.md lists the environment variables that are used', () => {
  const contributing = readFileSync(resolve(ROOT, '.github/CONTRIBUTING.md'), 'utf8');
  const section = contributing.split('## Environment variables')[1] ?? '';
  const rows = section.match(/^\| `.*?\|/gm)?.join('') ?? '';
  const listed = [...rows.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const ours = [...used()].filter(([name]) => !OTHERS.test(name) && !OF_ONE_TEST.includes(name));
  expect(ours.filter(([name]) => !listed.includes(name))).toEqual([]);
  expect(listed.filter((name) => !ours.some(([own]) => own === name))).toEqual([]);
});

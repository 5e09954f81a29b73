// npm test and npm run test:all (TILESCOPE_TESTS=all): the npm scripts that check the project, stage after stage. Long
// tests take a short form in the first, and what that leaves out is printed at its end.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './process.mjs';

const RUNS_ALL = process.env.TILESCOPE_TESTS === 'all';
/** The scripts of a stage run at the same time. */
const STAGES = [
  ['format', 'lint', 'types'],
  ['unit'],
  ['native'],
  ['e2e'],
  ...(RUNS_ALL ? [['native:virtual'], ['platforms']] : []),
];

const folder = mkdtempSync(join(tmpdir(), 'tilescope-tests-'));
/** Tests append to it what they leave out: native/test/extent.ts. */
const leftOutFile = join(folder, 'left-out.jsonl');
const env = { ...process.env, TILESCOPE_TESTS_LEFT_OUT: leftOutFile };

process.exitCode = await check();
rmSync(folder, { recursive: true });

/** Runs the stages up to the first that fails. @returns {Promise<number>} the exit code */
async function check() {
  const times = [];
  for (const scripts of STAGES) {
    const start = performance.now();
    const runs = await Promise.all(scripts.map((script) => npmRun(script, { capture: scripts.length > 1 })));
    for (const { output } of runs) process.stdout.write(output);
    times.push(`${scripts.join(', ')} ${Math.round((performance.now() - start) / 1000)} s`);
    const failed = scripts.filter((_, i) => runs[i].code !== 0);
    if (failed.length > 0) {
      console.error(`\nFailed: ${failed.join(', ')} (${times.join('; ')})`);
      return 1;
    }
  }
  console.log(`\nPassed: ${times.join('; ')}`);
  if (!RUNS_ALL) console.log(await leftOut());
  return 0;
}

/** What `npm run test:all` would add, in a sentence. */
async function leftOut() {
  const text = existsSync(leftOutFile) ? readFileSync(leftOutFile, 'utf8') : '';
  // Files that share a helper say the same.
  const lines = [...new Set(text.split('\n').filter((line) => line !== ''))];
  const shortened = lines.map((line) => {
    const { what, few, all } = JSON.parse(line);
    return `${all.toLocaleString('en')} ${what} (here ${few.toLocaleString('en')})`;
  });
  const list = await npmRun('e2e', { capture: true, all: true, options: ['--list', '--grep', '@all'] });
  const journeys = /Total: (\d+) tests?/.exec(list.output)?.[1] ?? '0';
  const added = [`${journeys} more journeys through the window and the terminal`, ...shortened];
  return `npm run test:all takes longer and adds ${added.join('; ')}; the conformance suite on a virtual GPU; and the packages of every platform.`;
}

/**
 * Runs an npm script; its output is passed through unless it is captured.
 * @param {string} script
 * @param {{ capture: boolean, all?: boolean, options?: string[] }} how
 * @returns {Promise<{ code: number, output: string }>}
 */
function npmRun(script, { capture, all = RUNS_ALL, options = [] }) {
  return new Promise((done) => {
    const child = spawn('npm', ['run', '--silent', script, '--', ...options], {
      cwd: ROOT,
      env: { ...env, ...(all && { TILESCOPE_TESTS: 'all' }) },
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}

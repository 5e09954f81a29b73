import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * The environment in which local tools are found, and `node` is the one that runs the project: the one in
 * node_modules/.bin if ensureRuntime() has put one there, else the one that is running.
 */
export function toolEnvironment() {
  const tools = resolve(ROOT, 'node_modules/.bin');
  const folders = existsSync(resolve(tools, 'node')) ? [tools] : [tools, dirname(process.execPath)];
  return { ...process.env, PATH: [...folders, process.env.PATH].join(delimiter) };
}

/**
 * Runs a command in the project's root; its errors, and its output unless `quiet`, are passed through.
 * @param {string[]} command
 * @returns {number} its exit code; 127 when it cannot be started
 */
export function run(command, { env = toolEnvironment(), quiet = false } = {}) {
  const [program = '', ...parameters] = command;
  const stdout = quiet ? 'ignore' : 'inherit';
  const { status, error } = spawnSync(program, parameters, {
    cwd: ROOT,
    stdio: ['inherit', stdout, 'inherit'],
    env,
  });
  return error ? 127 : (status ?? 1);
}

/** Runs a command quietly and tells whether it succeeded. @param {string[]} command */
export function succeeds(command, env = toolEnvironment()) {
  const [program = '', ...parameters] = command;
  return spawnSync(program, parameters, { cwd: ROOT, stdio: 'ignore', env, timeout: 120_000 }).status === 0;
}

/** Whether a program is on the path. @param {string} program */
export function hasProgram(program) {
  return succeeds(['sh', '-c', `command -v ${program}`]);
}

/** Ends the set-up with a message and no stack trace. @param {string} message @returns {never} */
export function stop(message) {
  console.error(`\ntilescope: ${message}`);
  process.exit(1);
}

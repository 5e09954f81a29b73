import { spawnSync } from 'node:child_process';
import { delimiter, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The environment in which `node` is the one from npm (24: it has node:sqlite) and local tools are found. */
export function toolEnvironment() {
  return { ...process.env, PATH: `${resolve(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH}` };
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

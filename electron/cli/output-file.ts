import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { saveFile, targetOf } from '../ipc/save-file.ts';
import { visibleLine } from '../ipc/visible-text.ts';
import { CommandError, reasonOf } from './usage-error.ts';

/** The name that stands for standard output. */
const STANDARD_OUTPUT = '-';

/**
 * Checks that files can be written, before work is spent on what is to be in them, and leaves standard output to the one
 * that is called "-": from then on, everything else is printed to standard error. Throws CommandError.
 */
export async function prepareOutputs(paths: readonly (string | null)[]): Promise<void> {
  const named = paths.filter((path) => path !== null);
  const toStandardOutput = named.filter((path) => path === STANDARD_OUTPUT);
  if (toStandardOutput.length > 1)
    throw new CommandError('Only one file can be written to standard output (-).');
  if (toStandardOutput.length > 0) console.log = console.error;
  for (const path of named) if (path !== STANDARD_OUTPUT) await checkWritable(path);
}

/**
 * Writes a file whole or not at all: beside the target, then renamed. A link stays one; pipes, devices and "-" are
 * written to. Throws CommandError.
 */
export async function writeOutput(path: string, text: string): Promise<void> {
  if (path === STANDARD_OUTPUT) return writeToStandardOutput(text);
  try {
    if (await isReplaceable(path)) await saveFile(path, [text]);
    else await writeFile(path, text);
  } catch (error) {
    throw new CommandError(`Cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** A path as people are told of it: absolute, or "standard output". */
export function outputName(path: string): string {
  return path === STANDARD_OUTPUT ? 'standard output' : visibleLine(resolve(path));
}

function writeToStandardOutput(text: string): Promise<void> {
  return new Promise((done, fail) => {
    process.stdout.write(text, (error) =>
      error ? fail(new CommandError(`Cannot write to standard output: ${reasonOf(error)}`)) : done(),
    );
  });
}

async function checkWritable(path: string): Promise<void> {
  try {
    const found = await statOf(path);
    if (found?.isDirectory()) throw new Error('it is a folder');
    if (found) await access(path, constants.W_OK);
    if (!found || found.isFile())
      await access(dirname(await targetOf(path)), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CommandError(`Cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** Whether there is no file yet, or an ordinary one. */
async function isReplaceable(path: string): Promise<boolean> {
  return (await statOf(path))?.isFile() ?? true;
}

/** Null if there is nothing of that name. */
async function statOf(path: string) {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

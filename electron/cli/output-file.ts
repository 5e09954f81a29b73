import { randomUUID } from 'node:crypto';
import { constants, fstatSync, writeFile as writeToOpenFile } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { saveFile, targetOf } from '../ipc/save-file.ts';
import { visibleLine } from '../ipc/visible-text.ts';
import { CommandError, reasonOf, UsageError } from './usage-error.ts';

/** Names of files that are open already, with their descriptors; "-" is standard output. */
const OPEN_FILES: Readonly<Record<string, number>> = { '-': 1, '/dev/stdout': 1, '/dev/stderr': 2 };

/**
 * Checks that files can be written, before work is spent on what is to be in them, and leaves standard output to the one
 * that is called "-": from then on, everything else is printed to standard error. Throws CommandError, or UsageError
 * when a file would replace another one or one of the inputs.
 */
export async function prepareOutputs(
  paths: readonly (string | null)[],
  inputs: readonly (string | null)[] = [],
): Promise<void> {
  const taken = new Map<string, 'read' | 'written'>();
  for (const input of inputs) if (input !== null) taken.set(await identityOf(input), 'read');
  for (const path of paths) {
    if (path === null) continue;
    const identity = await identityOf(path);
    const use = taken.get(identity);
    if (use === 'read') throw new UsageError(`${path}: this file is read, and would be replaced`);
    if (use) throw new UsageError(`only one file can be written to ${outputName(path)}`);
    taken.set(identity, 'written');
    if (descriptorOf(path) === 1) console.log = console.error;
    await checkWritable(path);
  }
}

/**
 * Writes a file whole or not at all: beside the target, then renamed. A link stays one; pipes, devices and "-" are
 * written to. Throws CommandError.
 */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const descriptor = descriptorOf(path);
    if (descriptor !== null) await writeToDescriptor(descriptor, content);
    else if (await isReplaceable(path)) await saveFile(path, [content]);
    else await writeFile(path, content);
  } catch (error) {
    throw new CommandError(`Cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** A path as people are told of it: absolute, or "standard output". */
export function outputName(path: string): string {
  return descriptorOf(path) === 1 ? 'standard output' : visibleLine(resolve(path));
}

/** The descriptor that a path names; null for all others. To open one would empty the file that it leads to. */
function descriptorOf(path: string): number | null {
  const [, number] = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path) ?? [];
  return number === undefined ? (OPEN_FILES[path] ?? null) : Number(number);
}

async function writeToDescriptor(descriptor: number, content: string | Uint8Array): Promise<void> {
  // What keeps standard output from being written is told by outliveReaders(), once for all that is written there.
  if (descriptor === 1) await new Promise((done) => process.stdout.write(content, done));
  else await promisify(writeToOpenFile)(descriptor, content);
}

/** What is equal for two paths if they lead to one file. Pipes and devices take more than one. */
async function identityOf(path: string): Promise<string> {
  const descriptor = descriptorOf(path);
  if (descriptor !== null) return `descriptor ${descriptor}`;
  const isShared = !(await isReplaceable(path).catch(() => true));
  // Where a path leads nowhere, checkWritable() says why.
  return isShared ? randomUUID() : targetOf(path).catch(() => path);
}

async function checkWritable(path: string): Promise<void> {
  try {
    const descriptor = descriptorOf(path);
    if (descriptor !== null) return void fstatSync(descriptor);
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

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type ComputeClient, createComputeClient } from '../ipc/compute-client.ts';
import type { FromCompute } from '../ipc/compute-protocol.ts';
import type { Result } from '../ipc/types.ts';
import { visibleText } from '../ipc/visible-text.ts';
import { CLEAR_LINE } from './terminal/progress-bar.ts';
import { CommandError } from './usage-error.ts';

/** Bundled beside this program. */
const COMPUTE = join(import.meta.dirname, 'compute.js');

/** What starts a compute process: startCompute(), or what bounds it, too. */
export type StartCompute = () => ComputeClient;

/**
 * Starts a compute process that lives until `kill()` or until this process ends. Its log goes to standard error; of a
 * quiet one, errors alone.
 */
export function startCompute(isQuiet = false): ComputeClient {
  const child = fork(COMPUTE, { serialization: 'advanced' });
  return clientOf(child, isQuiet, () => child.kill('SIGKILL'));
}

/**
 * Starts one that leads a process group: `kill()` also ends the compilers that it has started. It leaves our standard input
 * and output alone.
 */
export function startComputeGroup(): { client: ComputeClient; pid: number | undefined } {
  const child = fork(COMPUTE, {
    serialization: 'advanced',
    detached: true,
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const { pid } = child;
  return { pid, client: clientOf(child, false, () => pid !== undefined && killGroup(pid)) };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // all of it has ended
  }
}

function clientOf(child: ChildProcess, isQuiet: boolean, kill: () => void): ComputeClient {
  const client = createComputeClient({
    // A process that has just died is reported by its exit; a message to it is lost without harm.
    postMessage: (message) => child.connected && child.send(message),
    onMessage: (listener) => child.on('message', (message) => listener(message as FromCompute)),
    onExit: (listener) => child.on('exit', (code, signal) => listener({ code, signal })),
    kill,
  });
  const clear = process.stderr.isTTY ? CLEAR_LINE : '';
  client.onEvent((event) => {
    if (event.type !== 'log' || (isQuiet && event.level !== 'error')) return;
    console.error(`${clear}${event.level}: ${visibleText(event.message)}`);
  });
  return client;
}

/** The value of a request. Throws CommandError. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CommandError([result.error.message, result.error.detail].filter(Boolean).join('\n'));
}

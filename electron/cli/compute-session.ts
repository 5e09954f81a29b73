import { fork } from 'node:child_process';
import { join } from 'node:path';
import { type ComputeClient, createComputeClient } from '../ipc/compute-client.ts';
import type { FromCompute } from '../ipc/compute-protocol.ts';
import type { Result } from '../ipc/types.ts';
import { visibleText } from '../ipc/visible-text.ts';
import { CLEAR_LINE } from './terminal/progress-bar.ts';
import { CommandError } from './usage-error.ts';

/** Bundled beside this program. */
const COMPUTE = join(import.meta.dirname, 'compute.js');

/** Starts a compute process that lives until `kill()` or until this process ends. Its log goes to standard error. */
export function startCompute(): ComputeClient {
  const child = fork(COMPUTE, { serialization: 'advanced' });
  const client = createComputeClient({
    // A process that has just died is reported by its exit; a message to it is lost without harm.
    postMessage: (message) => child.connected && child.send(message),
    onMessage: (listener) => child.on('message', (message) => listener(message as FromCompute)),
    onExit: (listener) => child.on('exit', (code, signal) => listener({ code, signal })),
    kill: () => child.kill('SIGKILL'),
  });
  const clear = process.stderr.isTTY ? CLEAR_LINE : '';
  client.onEvent((event) => {
    if (event.type === 'log') console.error(`${clear}${event.level}: ${visibleText(event.message)}`);
  });
  return client;
}

/** The value of a request. Throws CommandError. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CommandError([result.error.message, result.error.detail].filter(Boolean).join('\n'));
}

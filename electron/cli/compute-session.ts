import { fork } from 'node:child_process';
import { join } from 'node:path';
import { type ComputeClient, createComputeClient } from '../ipc/compute-client.ts';
import type { FromCompute } from '../ipc/compute-protocol.ts';

/** Beside this program once bundled. */
const COMPUTE = join(import.meta.dirname, 'compute.js');

const CLEAR_LINE = process.stderr.isTTY ? '\r\x1b[2K' : '';

/** Starts a compute process; it ends with `kill()`, or with this process. What it logs goes to standard error. */
export function startCompute(): ComputeClient {
  const child = fork(COMPUTE, { serialization: 'advanced' });
  const client = createComputeClient({
    // A process that has just died is told of by its exit; a message to it is lost without harm.
    postMessage: (message) => child.connected && child.send(message),
    onMessage: (listener) => child.on('message', (message) => listener(message as FromCompute)),
    onExit: (listener) => child.on('exit', (code, signal) => listener({ code, signal })),
    kill: () => child.kill('SIGKILL'),
  });
  client.onEvent((event) => {
    if (event.type === 'log') console.error(`${CLEAR_LINE}${event.level}: ${event.message}`);
  });
  return client;
}

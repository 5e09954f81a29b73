import { fork } from 'node:child_process';
import { join } from 'node:path';
import { type ComputeClient, createComputeClient } from '../ipc/compute-client.ts';
import type { FromCompute } from '../ipc/compute-protocol.ts';

/** Beside this program once bundled. */
const COMPUTE = join(import.meta.dirname, 'compute.js');

/** Starts a compute process of its own; it ends with `kill()`, or with this process. */
export function startCompute(): ComputeClient {
  const child = fork(COMPUTE, { serialization: 'advanced' });
  return createComputeClient({
    // A process that has just died is told of by its exit; a message to it is lost without harm.
    postMessage: (message) => child.connected && child.send(message),
    onMessage: (listener) => child.on('message', (message) => listener(message as FromCompute)),
    onExit: (listener) => child.on('exit', (code, signal) => listener({ code, signal })),
    kill: () => child.kill('SIGKILL'),
  });
}

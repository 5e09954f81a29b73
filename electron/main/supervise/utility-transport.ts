import { utilityProcess } from 'electron';
import type { ComputeTransport } from '../../ipc/compute-client.ts';
import type { FromCompute } from '../../ipc/compute-protocol.ts';

/** Starts the compute process as a utility process: a kernel that crashes there takes nothing else down. */
export function startComputeProcess(modulePath: string): ComputeTransport {
  const child = utilityProcess.fork(modulePath, [], { serviceName: 'Tilescope compute' });
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message: FromCompute) => listener(message)),
    onExit: (listener) => child.on('exit', (code) => listener({ code, signal: null })),
    // Not child.kill(): its SIGTERM waits for the event loop when something has a handler, and this one may hang.
    kill: () => {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      // Electron knows the process id from the spawn event on; a process that has exited gives no other.
      else child.once('spawn', () => process.kill(child.pid as number, 'SIGKILL'));
    },
  };
}

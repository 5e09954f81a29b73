import { constants } from 'node:os';
import { utilityProcess } from 'electron';
import type { ComputeTransport, ProcessExit } from '../../ipc/compute-client.ts';
import type { FromCompute } from '../../ipc/compute-protocol.ts';

/** How a process ends that did not end itself: a crash, the system short of memory, a user's kill. */
const FATAL = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/** In the status of a process that a signal ended: whether it left its memory in a file. */
const CORE_DUMPED = 0x80;

/** Starts the compute process as a utility process: a kernel that crashes there takes nothing else down. */
export function startComputeProcess(modulePath: string): ComputeTransport {
  const child = utilityProcess.fork(modulePath, [], { serviceName: 'Tilescope compute' });
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message: FromCompute) => listener(message)),
    onExit: (listener) => child.on('exit', (code) => listener(exitOf(code))),
    // Not child.kill(): its SIGTERM waits for the event loop when something has a handler, and this one may hang.
    kill: () => {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      // Electron knows the process id from the spawn event on; a process that has exited gives no other.
      else child.once('spawn', () => process.kill(child.pid as number, 'SIGKILL'));
    },
  };
}

/** Electron gives the number of the signal as the code when one ended the process. */
export function exitOf(code: number): ProcessExit {
  const signal = FATAL.find((name) => constants.signals[name] === (code & ~CORE_DUMPED));
  return signal ? { code: null, signal } : { code, signal: null };
}

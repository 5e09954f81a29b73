import { constants } from 'node:os';
import { utilityProcess } from 'electron';
import type { ComputeTransport, ProcessExit } from '../../ipc/compute-client.ts';
import type { FromCompute } from '../../ipc/compute-protocol.ts';

/** The signals that end a process from outside: a crash, a lack of memory, a user's kill. */
const FATAL = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/** Set in the status of a process that a signal ended when it left a core dump. */
const CORE_DUMPED = 0x80;

/** Starts the compute process as a utility process, so that a crash of a kernel affects nothing else. */
export function startComputeProcess(modulePath: string): ComputeTransport {
  const child = utilityProcess.fork(modulePath, [], { serviceName: 'Tilescope compute' });
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message: FromCompute) => listener(message)),
    onExit: (listener) => child.on('exit', (code) => listener(exitOf(code))),
    // Not child.kill(): with a handler installed, its SIGTERM waits for the event loop, which may hang.
    kill: () => {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      // The process id is known from the spawn event on, and unset again after the exit.
      else child.once('spawn', () => process.kill(child.pid as number, 'SIGKILL'));
    },
  };
}

/** Electron reports the number of the signal as the code when a signal ended the process. */
export function exitOf(code: number): ProcessExit {
  const signal = FATAL.find((name) => constants.signals[name] === (code & ~CORE_DUMPED));
  return signal ? { code: null, signal } : { code, signal: null };
}

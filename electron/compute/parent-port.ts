import type { FromCompute, ToCompute } from '../ipc/compute-protocol.ts';

/**
 * What a terminal sends every process that it started: Ctrl-C, Ctrl-\\, and that it was closed. The parent receives it
 * too, and cancels in an orderly way.
 */
const FROM_TERMINALS = ['SIGINT', 'SIGQUIT', 'SIGHUP'] as const;

/** The connection to the process that started this one. */
export interface ParentPort {
  post(message: FromCompute): void;
  onMessage(listener: (message: ToCompute) => void): void;
}

/** `process.parentPort` in a utility process of Electron. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Electron's port in a utility process, Node's channel in a forked one. Throws in any other process. */
export function connectParent(): ParentPort {
  const { parentPort } = process as unknown as { parentPort?: UtilityPort };
  if (parentPort) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data as ToCompute)),
    };
  }
  if (!process.send) throw new Error('The compute process has to be started by Tilescope.');
  // Without the parent, nobody receives the samples.
  process.on('disconnect', () => process.exit(0));
  for (const signal of FROM_TERMINALS) process.on(signal, () => undefined);
  return {
    post: (message) => {
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => process.on('message', (message) => listener(message as ToCompute)),
  };
}

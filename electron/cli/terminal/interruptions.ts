const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
/** Errors of writing to a pipe whose reader has exited, or to a closed terminal. */
const NOBODY_READS = ['EPIPE', 'EIO'];

const listeners = new Set<() => void>();

/**
 * Calls the listener whenever somebody wants this process to end: by a signal, by closing its terminal, or by reading its
 * output no longer. Without a listener, signals end it as usual. Returns the function that unsubscribes.
 */
export function onInterruption(listener: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listener);
  listeners.add(listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
    listeners.delete(listener);
  };
}

/** Keeps the process alive when its output is read no longer: to be called once, at its start. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!NOBODY_READS.includes(error.code ?? '')) throw error;
      for (const listener of listeners) listener();
    });
  }
}

import { EXIT_CODES, reasonOf } from '../usage-error.ts';

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

/**
 * Keeps the process alive when its output cannot be written: to be called once, at its start. When nobody reads it any
 * more, that is an interruption; any other reason, such as a full disk, is told. Then success becomes failure.
 */
export function outliveReaders(): void {
  let isAlone = false;
  const leave = () => {
    // The signal, and the errors of everything that is written after it, are one departure.
    if (isAlone) return;
    isAlone = true;
    for (const listener of listeners) listener();
  };
  process.on('SIGPIPE', leave);
  const take = (error: NodeJS.ErrnoException) => {
    if (NOBODY_READS.includes(error.code ?? '')) leave();
  };
  process.stderr.on('error', take);
  process.stdout.once('error', (error) => {
    process.stdout.on('error', take);
    process.on('exit', (code) => {
      if (code === EXIT_CODES.ok) process.exitCode = EXIT_CODES.failed;
    });
    if (!NOBODY_READS.includes((error as NodeJS.ErrnoException).code ?? ''))
      console.error(`tilescope: Cannot write to standard output: ${reasonOf(error)}`);
    take(error);
  });
}

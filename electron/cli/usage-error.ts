/** Exit codes, for scripts. */
export const EXIT_CODES = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** A mistake on the command line: the message names the option, the value and what was expected. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Any other reason to stop, reported as one message without a stack trace. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}

/** Why a file could not be read or written: "no such file or directory". */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Node's "ENOENT: no such file or directory, open 'x.json'" repeats the path.
  return /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

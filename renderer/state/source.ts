import type { Invocations, TilescopeApi } from '../../electron/ipc/contract.ts';
import type { Bundle, Failure, Run } from '../../electron/ipc/types.ts';

/** Where the views get their run from: the application, or a report that carries it in the page. */
export type Source =
  | { readonly kind: 'live'; readonly api: TilescopeApi }
  | { readonly kind: 'embedded'; readonly run: Run };

/** A request that failed: thrown by `request`, and shown by whoever asked. */
export class RequestError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Unwraps a Result, so that a chain of requests reads top-down. Throws RequestError. */
export async function request<C extends keyof Invocations>(
  source: Source,
  channel: C,
  ...payload: Invocations[C]['request'] extends undefined ? [] : [Invocations[C]['request']]
): Promise<Invocations[C]['response']> {
  if (source.kind === 'embedded') {
    throw new RequestError({
      code: 'READ_ONLY',
      message: 'A report is read-only: open the run in Tilescope.',
    });
  }
  const result = await source.api.invoke(channel, ...payload);
  if (!result.ok) throw new RequestError(result.error);
  return result.value;
}

/** The failure that an error stands for; an error that is not a failed request is a fault of ours, and keeps its stack. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RequestError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'UNEXPECTED', message, detail: error instanceof Error ? error.stack : undefined };
}

/** Reads the run that a report carries. Throws when the page is not a report that this version can read. */
export function readEmbeddedRun(json: string): Run {
  if (json.trim() === '') throw new Error('this page carries no run');
  const bundle = JSON.parse(json) as Partial<Bundle>;
  if (bundle.format !== 'tilescope-run' || bundle.version !== 1 || !bundle.run) {
    throw new Error('this page carries no Tilescope run of version 1');
  }
  return bundle.run;
}

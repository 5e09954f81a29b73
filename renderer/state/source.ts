import { BUNDLE_VERSION } from '../../electron/ipc/bundle/version.ts';
import type { Invocations, TilescopeApi } from '../../electron/ipc/contract.ts';
import type { Bundle, Failure, Run } from '../../electron/ipc/types.ts';
import { visibleValue } from '../../electron/ipc/visible-text.ts';

/** Where runs come from: the application, or a report with a run embedded in the page. */
export type Source =
  | { readonly kind: 'live'; readonly api: TilescopeApi }
  | { readonly kind: 'embedded'; readonly run: Run };

/** A failed request. */
class RequestError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Sends a request and unwraps its result, whose texts come as visibleText() shows them: names and messages may be from
 * anybody's file. Throws RequestError.
 */
export async function request<C extends keyof Invocations>(
  source: Source,
  channel: C,
  ...payload: Invocations[C]['request'] extends undefined ? [] : [Invocations[C]['request']]
): Promise<Invocations[C]['response']> {
  if (source.kind === 'embedded') {
    throw new RequestError({
      code: 'READ_ONLY',
      message: 'Reports are read-only. Open the run in Tilescope instead.',
    });
  }
  const result = await source.api.invoke(channel, ...payload);
  if (!result.ok) throw new RequestError(visibleValue(result.error));
  return visibleValue(result.value);
}

/** The failure of an error; one that is not a failed request is a bug, and keeps its stack. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RequestError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'UNEXPECTED', message, detail: error instanceof Error ? error.stack : undefined };
}

/**
 * Reads the run of a report; its thousands of programs come as they are, and are made harmless when one is shown. Throws
 * if the page has none that this version can read.
 */
export function readEmbeddedRun(json: string): Run {
  if (json.trim() === '') throw new Error('This page contains no run.');
  const bundle = JSON.parse(json) as Partial<Bundle>;
  if (bundle.format !== 'tilescope-run' || bundle.version !== BUNDLE_VERSION || !bundle.run) {
    throw new Error('This page contains no run in a format that this version can read.');
  }
  const { programs, sources, ...run } = bundle.run;
  return { ...visibleValue(run), programs, sources };
}

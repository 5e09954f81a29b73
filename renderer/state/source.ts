import { BUNDLE_VERSION } from '../../electron/ipc/bundle/version.ts';
import type { Invocations, TilescopeApi } from '../../electron/ipc/contract.ts';
import { unpackRun } from '../../electron/ipc/report/packed-run.ts';
import type { ReportPayload } from '../../electron/ipc/report.ts';
import type { Failure, Result, Run } from '../../electron/ipc/types.ts';
import { visibleValue } from '../../electron/ipc/visible-text.ts';

/** Where runs come from: the application, or a report with a run embedded in the page. */
export type Source =
  | { readonly kind: 'live'; readonly api: TilescopeApi }
  | { readonly kind: 'embedded'; readonly run: Run };

/** A failure, with the request that failed. */
export interface Notice extends Failure {
  readonly channel?: keyof Invocations;
}

/** A failed request. */
class RequestError extends Error {
  readonly failure: Notice;
  constructor(failure: Notice) {
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
      channel,
    });
  }
  const result = await source.api.invoke(channel, ...payload);
  if (!result.ok) throw new RequestError({ ...visibleValue(result.error), channel });
  return visibleValue(result.value);
}

/** A source that tells of each request that succeeds. */
export function withSuccess(source: Source, tell: (channel: keyof Invocations) => void): Source {
  if (source.kind === 'embedded') return source;
  const { api } = source;
  const invoke = async (channel: keyof Invocations, ...payload: never[]) => {
    const result = await (api.invoke as (...all: unknown[]) => Promise<Result<unknown>>)(channel, ...payload);
    if (result.ok) tell(channel);
    return result;
  };
  return { kind: 'live', api: { ...api, invoke: invoke as TilescopeApi['invoke'] } };
}

/** The failure of an error; one that is not a failed request is a bug, and keeps its stack. */
export function failureOf(error: unknown): Notice {
  if (error instanceof RequestError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'UNEXPECTED', message, detail: error instanceof Error ? error.stack : undefined };
}

/** Reads the run of a report: see reportHtml(). Throws if the page has none that this version can read. */
export async function readEmbeddedRun(base64: string): Promise<Run> {
  if (base64.trim() === '') throw new Error('This page contains no run.');
  const { format, version, run } = JSON.parse(await inflated(bytesOf(base64))) as Partial<ReportPayload>;
  if (format !== 'tilescope-run' || version !== BUNDLE_VERSION || !run) {
    throw new Error('This page contains no run in a format that this version can read.');
  }
  return unpackRun(run);
}

/** The bytes of base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
}

function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(text).text();
}

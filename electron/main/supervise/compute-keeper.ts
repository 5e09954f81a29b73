import { type ComputeClient, type ComputeTransport, createComputeClient } from '../../ipc/compute-client.ts';
import type { ComputeEvent, ComputeRequests } from '../../ipc/compute-protocol.ts';
import type { Failure, Result } from '../../ipc/types.ts';

type Method = keyof ComputeRequests;
type Answer<M extends Method> = Promise<Result<ComputeRequests[M]['response']>>;

interface Living {
  readonly client: ComputeClient;
  /** Why it was killed, which says more than how it then exited. */
  reason: Failure | null;
}

/**
 * Keeps a compute process available: starts one when it is needed and none is alive, so that a crash costs only the
 * requests in progress.
 */
export class ComputeKeeper {
  readonly #start: () => ComputeTransport;
  readonly #onEvent: (event: ComputeEvent) => void;
  #living: Living | null = null;

  constructor(start: () => ComputeTransport, onEvent: (event: ComputeEvent) => void) {
    this.#start = start;
    this.#onEvent = onEvent;
  }

  /** Sends a request to the compute process. With a limit, a process that takes longer to answer is killed. */
  async request<M extends Method>(
    method: M,
    request: ComputeRequests[M]['request'],
    limitMs?: number,
  ): Answer<M> {
    const living = this.#ensureLiving();
    const timer = limitMs === undefined ? null : setTimeout(() => this.kill(hung(method, limitMs)), limitMs);
    const result = await living.client.request(method, request);
    if (timer) clearTimeout(timer);
    return result.ok || result.error.code !== 'COMPUTE_DIED'
      ? result
      : { ok: false, error: living.reason ?? result.error };
  }

  /** Kills the process, if one is alive; its pending requests fail with the reason. */
  kill(reason: Failure): void {
    if (!this.#living) return;
    this.#living.reason = reason;
    this.#living.client.kill();
  }

  #ensureLiving(): Living {
    if (this.#living) return this.#living;
    const living: Living = { client: createComputeClient(this.#start()), reason: null };
    this.#living = living;
    living.client.onEvent(this.#onEvent);
    living.client.onExit(() => {
      this.#living = null;
    });
    return living;
  }
}

function hung(method: string, limitMs: number): Failure {
  const seconds = Math.round(limitMs / 1000);
  return {
    code: 'COMPUTE_HUNG',
    message: `The compute process did not answer '${method}' within ${seconds} s.`,
  };
}

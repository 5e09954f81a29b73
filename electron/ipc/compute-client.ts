import type { ComputeEvent, ComputeRequests, FromCompute, ToCompute } from './compute-protocol.ts';
import type { Failure, Result } from './types.ts';

/** How a process ended: its exit code, or the signal that ended it. */
export interface ProcessExit {
  code: number | null;
  signal: string | null;
}

/** A two-way connection to a compute process, be it Electron's utility process or Node's child process. */
export interface ComputeTransport {
  postMessage(message: ToCompute): void;
  onMessage(listener: (message: FromCompute) => void): void;
  onExit(listener: (exit: ProcessExit) => void): void;
  kill(): void;
}

type Method = keyof ComputeRequests;
type Response<M extends Method> = ComputeRequests[M]['response'];

/** Requests to and events from one compute process, for as long as it lives. */
export interface ComputeClient {
  /** Never rejects: when the process exits first, the answer is the failure COMPUTE_DIED. */
  request<M extends Method>(method: M, request: ComputeRequests[M]['request']): Promise<Result<Response<M>>>;
  /** Returns the function that unsubscribes. */
  onEvent(listener: (event: ComputeEvent) => void): () => void;
  /** Called once, after every pending request has failed. */
  onExit(listener: (failure: Failure) => void): void;
  kill(): void;
}

/** Starts a conversation with a compute process over a transport. */
export function createComputeClient(transport: ComputeTransport): ComputeClient {
  const pending = new Map<number, (result: Result<unknown>) => void>();
  const eventListeners = new Set<(event: ComputeEvent) => void>();
  const exitListeners = new Set<(failure: Failure) => void>();
  let lastId = 0;
  let death: Failure | null = null;

  transport.onMessage((message) => {
    if ('event' in message) {
      for (const listener of eventListeners) listener(message.event);
      return;
    }
    pending.get(message.id)?.(message.result);
    pending.delete(message.id);
  });

  transport.onExit((exit) => {
    if (death) return;
    death = diedFailure(exit);
    for (const settle of pending.values()) settle({ ok: false, error: death });
    pending.clear();
    for (const listener of exitListeners) listener(death);
  });

  return {
    request<M extends Method>(method: M, request: ComputeRequests[M]['request']) {
      if (death) return Promise.resolve({ ok: false, error: death } satisfies Result<Response<M>>);
      const id = ++lastId;
      return new Promise<Result<Response<M>>>((resolve) => {
        // The process answers each method with that method's response: it implements ComputeRequests.
        pending.set(id, resolve as (result: Result<unknown>) => void);
        transport.postMessage({ id, method, request });
      });
    },
    onEvent(listener) {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    onExit(listener) {
      exitListeners.add(listener);
    },
    kill: () => transport.kill(),
  };
}

/** The failure of a compute process that ended while it was needed. */
function diedFailure({ code, signal }: ProcessExit): Failure {
  const cause = signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`;
  return {
    code: 'COMPUTE_DIED',
    message: `The compute process ended unexpectedly (${cause}).`,
    detail: cause,
  };
}

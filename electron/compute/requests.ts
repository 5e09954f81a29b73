import type { Native } from '../../native/types.ts';
import { checkRequestSchema } from '../ipc/check-schemas.ts';
import type { ComputeEvent, ComputeRequests } from '../ipc/compute-protocol.ts';
import { sweepRequestSchema } from '../ipc/request-schemas.ts';
import { validate } from '../ipc/validate.ts';
import { checkSource } from './check-source.ts';
import { StuckError } from './deadline.ts';
import { describeEnvironment, listDevices } from './environment.ts';
import { ComputeError } from './failure.ts';
import type { Fault } from './faults.ts';
import { runSweep, type SweepEnd } from './sweep.ts';

type Method = keyof ComputeRequests;

/** The methods of the compute process; each throws ComputeError or NativeError. */
export type RequestTable = {
  [M in Method]: (request: ComputeRequests[M]['request']) => Promise<ComputeRequests[M]['response']>;
};

export interface RequestOptions {
  native: Native;
  fault: Fault | null;
  emit(event: ComputeEvent): void;
  /** A kernel holds a thread of this process for good; called after the request was answered. */
  onStuck(): void;
}

/** One sweep runs at a time: two would disturb each other's timings. */
export function createRequestTable({ native, fault, emit, onStuck }: RequestOptions): RequestTable {
  let active: { runId: string; controller: AbortController } | null = null;

  async function sweep({ runId, sweep: request, environment, done }: ComputeRequests['sweep']['request']) {
    const checked = validate(sweepRequestSchema, request, 'BAD_INPUT', 'sweep');
    if (!checked.ok) throw new ComputeError(checked.error.code, checked.error.message);
    if (active) throw new ComputeError('BUSY', 'Another sweep is running; it can be cancelled.');
    const controller = new AbortController();
    const { signal } = controller;
    active = { runId, controller };
    try {
      const options = { native, runId, request: checked.value, environment, done, signal, fault, emit };
      return { status: await runSweep(options) };
    } catch (error) {
      if (!(error instanceof StuckError)) throw error;
      setImmediate(onStuck);
      if (!signal.aborted) throw error;
      return { status: 'cancelled' satisfies SweepEnd as SweepEnd };
    } finally {
      active = null;
    }
  }

  async function check(request: ComputeRequests['check']['request']) {
    const checked = validate(checkRequestSchema, request, 'BAD_INPUT', 'check');
    if (!checked.ok) throw new ComputeError(checked.error.code, checked.error.message);
    if (active) throw new ComputeError('BUSY', 'Kernels cannot be checked while a sweep is running.');
    try {
      return await checkSource(native, checked.value);
    } catch (error) {
      if (error instanceof StuckError) setImmediate(onStuck);
      throw error;
    }
  }

  return {
    devices: () => listDevices(native),
    environment: ({ device }) => {
      if (active) throw new ComputeError('BUSY', 'The roof cannot be measured while a sweep is running.');
      return describeEnvironment(native, device);
    },
    sweep,
    cancel: async ({ runId }) => {
      if (active?.runId === runId) active.controller.abort();
      return null;
    },
    check,
  };
}

import type { ComputeEvent } from '../../ipc/compute-protocol.ts';
import type { Events } from '../../ipc/contract.ts';

/** What a compute process logs, as the window lists it. */
export function logEntry({ level, message }: Extract<ComputeEvent, { type: 'log' }>): Events['log'] {
  return { level, message, at: new Date().toISOString() };
}

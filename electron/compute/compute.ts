// The compute process verifies and times kernels, so that one that crashes or hangs affects nothing else. It answers
// each request once and, unless a signal kills it, reports why it exits.
import { native } from '../../native/index.ts';
import type { ComputeEvent, ToCompute } from '../ipc/compute-protocol.ts';
import { failureOf } from './failure.ts';
import { parseFault } from './faults.ts';
import { connectParent } from './parent-port.ts';
import { createRequestTable, type RequestTable } from './requests.ts';

const INTERNAL_EXIT_CODE = 70;
/** Messages are sent asynchronously; this is how long they get before an exit. */
const DRAIN_MS = 100;

const parent = connectParent();
const emit = (event: ComputeEvent) => parent.post({ event });

function exitWithMessage(exit: () => void, message: string): void {
  emit({ type: 'log', runId: null, level: 'error', message });
  setTimeout(exit, DRAIN_MS);
}

process.on('uncaughtException', (error) => {
  exitWithMessage(
    () => process.exit(INTERNAL_EXIT_CODE),
    `The compute process exits: ${error.stack ?? error.message}`,
  );
});

const table = createRequestTable({
  native,
  fault: parseFault(process.env.TILESCOPE_FAULT),
  emit,
  // An orderly exit would wait for the thread that the kernel occupies.
  onLost: ({ message }) =>
    exitWithMessage(() => process.kill(process.pid, 'SIGKILL'), `The compute process exits: ${message}`),
});

parent.onMessage(async ({ id, method, request }: ToCompute) => {
  try {
    const answer = table[method] as RequestTable[typeof method] | undefined;
    if (!answer) throw new Error(`The compute process has no method "${method}"`);
    parent.post({ id, result: { ok: true, value: await answer(request as never) } });
  } catch (error) {
    parent.post({ id, result: { ok: false, error: failureOf(error) } });
  }
});

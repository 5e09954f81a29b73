// The compute process: verifies and times what it is asked to, so that a kernel that crashes or hangs takes nothing
// else down. It answers each request once and never dies without a word, short of a signal.
import { native } from '../../native/index.ts';
import type { ComputeEvent, ToCompute } from '../ipc/compute-protocol.ts';
import { failureOf } from './failure.ts';
import { parseFault } from './faults.ts';
import { connectParent } from './parent-port.ts';
import { createRequestTable, type RequestTable } from './requests.ts';

const INTERNAL_EXIT_CODE = 70;
/** Messages leave asynchronously; this long they get before an exit. */
const LAST_WORDS_MS = 100;

const parent = connectParent();
const emit = (event: ComputeEvent) => parent.post({ event });

function leaveAfterWords(leave: () => void, message: string): void {
  emit({ type: 'log', runId: null, level: 'error', message });
  setTimeout(leave, LAST_WORDS_MS);
}

process.on('uncaughtException', (error) => {
  leaveAfterWords(
    () => process.exit(INTERNAL_EXIT_CODE),
    `The compute process ends: ${error.stack ?? error.message}`,
  );
});

const table = createRequestTable({
  native,
  fault: parseFault(process.env.TILESCOPE_FAULT),
  emit,
  // A tidy exit would wait for the thread that the kernel holds.
  onLost: ({ message }) =>
    leaveAfterWords(() => process.kill(process.pid, 'SIGKILL'), `The compute process ends: ${message}`),
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

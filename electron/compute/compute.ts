// The compute process: verifies and times what it is asked to, so that a kernel that crashes or hangs takes nothing
// else down. It answers each request once and never dies without a word, short of a signal.
import { native } from '../../native/index.ts';
import type { ComputeEvent, ToCompute } from '../ipc/compute-protocol.ts';
import { failureOf } from './failure.ts';
import { parseFault } from './faults.ts';
import { connectParent } from './parent-port.ts';
import { createRequestTable, type RequestTable } from './requests.ts';

const EXIT_CODES = { internal: 70, lost: 71 } as const;
/** Messages leave asynchronously; this long they get before an exit. */
const LAST_WORDS_MS = 100;

const parent = connectParent();
const emit = (event: ComputeEvent) => parent.post({ event });

function exitAfterWords(code: number, message: string): void {
  emit({ type: 'log', runId: null, level: 'error', message });
  setTimeout(() => process.exit(code), LAST_WORDS_MS);
}

process.on('uncaughtException', (error) => {
  exitAfterWords(EXIT_CODES.internal, `The compute process ends: ${error.stack ?? error.message}`);
});

const table = createRequestTable({
  native,
  fault: parseFault(process.env.TILESCOPE_FAULT),
  emit,
  onLost: ({ message }) => exitAfterWords(EXIT_CODES.lost, `The compute process ends: ${message}`),
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

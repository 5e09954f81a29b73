import { readRunLink } from '../ipc/run-link.ts';
import type { LinkedRun, Result } from '../ipc/types.ts';
import type { RunStore } from '../store/run-store.ts';
import { fail } from './handler.ts';

/** Finds the run of a link. Links only show what is here: anybody can write one. */
export function followLink(store: RunStore, link: string): Result<LinkedRun> {
  const linked = readRunLink(link);
  if (!linked) {
    const shown = link.length > 80 ? `${link.slice(0, 79)}…` : link;
    return fail('BAD_LINK', `${shown} leads nowhere: expected tilescope://run/ID, with the id of a run.`);
  }
  if (store.header(linked.runId)) return { ok: true, value: linked };
  return fail(
    'NO_SUCH_RUN',
    `The run of this link, ${linked.runId}, is not here. Open its file first; the person who measured it can export one.`,
  );
}

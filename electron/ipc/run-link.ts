import { runIdSchema } from './request-schemas.ts';
import type { LinkedRun } from './types.ts';

const FORM = /^tilescope:\/\/run\/([^/#?]+)\/?(?:#(.*))?$/is;
/** Longer ones are cut off somewhere on their way. */
const MAX_CHARACTERS = 30_000;

/** A link to a run. @param view the fragment of its address, see addressOf() */
export function runLink({ runId, view }: LinkedRun): string {
  return `tilescope://run/${runId}${view === null ? '' : `#${view}`}`;
}

/** What a link leads to; null where it is none to a run. */
export function readRunLink(link: string): LinkedRun | null {
  const [, id, view = null] = (link.length <= MAX_CHARACTERS && FORM.exec(link)) || [];
  const runId = runIdSchema.safeParse(id?.toLowerCase()).data;
  return runId === undefined ? null : { runId, view };
}

import { readFileSync } from 'node:fs';

/** How many answers of each method's list have been used. */
const used = new Map<string, number>();

/** Scripted for a dialog that is to be shown, for the test itself to answer. */
const SHOWN = 'shown';

/** Whether a test answers a dialog by its buttons, as people do. */
export const isToBeShown = (answer: unknown): boolean => answer === SHOWN;

/**
 * The user's choice as scripted by a test; undefined when nothing is scripted. TILESCOPE_DIALOGS names a JSON file of
 * method → answer, or method → list of answers in order. It is read at each dialog, so a test may change it.
 */
export function scriptedAnswer(method: string): unknown {
  const file = process.env.TILESCOPE_DIALOGS;
  if (!file) return undefined;
  const answer = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)[method];
  if (!Array.isArray(answer)) return answer;
  const index = used.get(method) ?? 0;
  used.set(method, index + 1);
  return answer[index];
}

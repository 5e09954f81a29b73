import { readFileSync } from 'node:fs';

/** How many answers of each method's list were used. */
const used = new Map<string, number>();

/**
 * What a test says the user chose: TILESCOPE_DIALOGS names a JSON file, method → answer, or method → list of answers
 * in order. The file is read at each dialog, so that a test may change it. Undefined when nothing is scripted.
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

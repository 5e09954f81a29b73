import { callsIn } from '../read/calls.ts';
import { libraryFunctions } from '../read/library-functions.ts';
import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';

/**
 * Refuses functions that call themselves; Apple's compiler accepts those that call each other. Which one a call means is
 * certain only for functions that are defined once, are no templates and have no namesake in the library. Throws MslError.
 */
export function refuseRecursion(list: TokenList, statements: readonly Statement[]): void {
  const functions = statements.flatMap(({ start, parameters, body }) => {
    const nameAt = parameters && list.previous(parameters.open);
    return body && nameAt !== null ? [{ start, nameAt, body, name: list.text(nameAt) }] : [];
  });
  const counts = new Map<string, number>();
  for (const { name } of functions) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { start, nameAt, body, name } of functions) {
    if (counts.get(name) !== 1 || list.text(start) === 'template' || libraryFunctions().has(name)) continue;
    if (callsIn(list, body).some((call) => call.name === name))
      throw userError(list, nameAt, `'${name}' calls itself; Metal does not support recursion`);
  }
}

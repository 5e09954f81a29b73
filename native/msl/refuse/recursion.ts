import { callsIn } from '../read/calls.ts';
import { libraryFunctions } from '../read/library-functions.ts';
import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';

/**
 * Refuses functions that call themselves. Which one a call means is certain only for functions that are defined once,
 * are no templates and have no namesake in the library, so only those are followed. Throws MslError.
 */
export function refuseRecursion(list: TokenList, statements: readonly Statement[]): void {
  const definitions = new Map<string, { nameAt: number; isTemplate: boolean; calls: Set<string> }[]>();
  for (const { parameters, body, start } of statements) {
    if (!parameters || !body) continue;
    const nameAt = list.previous(parameters.open);
    const calls = new Set(callsIn(list, body).map(({ name }) => name));
    const isTemplate = list.text(start) === 'template';
    const sameName = definitions.get(list.text(nameAt)) ?? [];
    definitions.set(list.text(nameAt), [...sameName, { nameAt, isTemplate, calls }]);
  }
  const certain = (name: string) => {
    const [definition, ...overloads] = definitions.get(name) ?? [];
    const isCertain = definition && overloads.length === 0 && !definition.isTemplate;
    return isCertain && !libraryFunctions().has(name) ? definition : undefined;
  };
  for (const name of definitions.keys()) {
    const definition = certain(name);
    if (!definition) continue;
    const reached = new Set(definition.calls);
    for (const called of reached) for (const next of certain(called)?.calls ?? []) reached.add(next);
    if (reached.has(name))
      throw userError(list, definition.nameAt, `'${name}' calls itself; Metal does not support recursion`);
  }
}

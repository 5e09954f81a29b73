import { callsIn } from '../read/calls.ts';
import type { KernelDeclaration } from '../read/declarations.ts';
import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';
import { refuseBarePointers } from './bare-pointers.ts';
import { refuseKernels } from './kernel-refusals.ts';
import { refuseDeclarations } from './refused-declarations.ts';
import { refuseWords } from './refused-words.ts';
import { refuseTextures } from './textures.ts';

/** Refuses what Metal's compiler rejects but clang would accept. Runs before rewriting. Throws MslError. */
export function refuse(
  list: TokenList,
  statements: readonly Statement[],
  kernels: readonly KernelDeclaration[],
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  refuseTextures(list, statements, kernels, bodies);
  refuseWords(list);
  refuseDeclarations(list, statements);
  refuseBarePointers(list, statements);
  refuseRecursion(list, statements);
  refuseKernels(list, statements, kernels);
}

/** Overloads cannot be told apart here, so only functions defined once are followed. */
function refuseRecursion(list: TokenList, statements: readonly Statement[]): void {
  const definitions = new Map<string, { nameAt: number; calls: Set<string> }[]>();
  for (const { parameters, body } of statements) {
    if (!parameters || !body) continue;
    const nameAt = list.previous(parameters.open);
    const calls = new Set(callsIn(list, body).map(({ name }) => name));
    const sameName = definitions.get(list.text(nameAt)) ?? [];
    definitions.set(list.text(nameAt), [...sameName, { nameAt, calls }]);
  }
  for (const [name, [definition, ...overloads]] of definitions) {
    if (!definition || overloads.length > 0) continue;
    const reached = new Set(definition.calls);
    for (const called of reached) {
      const [callee, ...others] = definitions.get(called) ?? [];
      if (callee && others.length === 0) for (const next of callee.calls) reached.add(next);
    }
    if (reached.has(name))
      throw userError(list, definition.nameAt, `'${name}' calls itself; Metal does not support recursion`);
  }
}

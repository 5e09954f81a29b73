import type { KernelDeclaration } from '../read/declarations.ts';
import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { refuseBarePointers } from './bare-pointers.ts';
import { refuseKernels } from './kernel-refusals.ts';
import { refuseRecursion } from './recursion.ts';
import { refuseDeclarations } from './refused-declarations.ts';
import { refuseWords } from './refused-words.ts';

/** Refuses what Metal's compiler rejects but clang would accept. Runs before rewriting. Throws MslError. */
export function refuse(
  list: TokenList,
  statements: readonly Statement[],
  kernels: readonly KernelDeclaration[],
): void {
  refuseWords(list);
  refuseDeclarations(list, statements);
  refuseBarePointers(list, statements);
  refuseRecursion(list, statements);
  refuseKernels(list, statements, kernels);
}

import type { KernelDeclaration } from '../read/declarations.ts';
import { wordsReached } from '../read/reached-words.ts';
import type { Statement } from '../read/statements.ts';
import { isTextureType, textureError, textureIn } from '../read/textures.ts';
import type { TokenList } from '../read/tokens.ts';

/**
 * Refuses kernels that use textures or samplers, directly or through what they call. Declarations that use them and
 * that no kernel reaches are erased. Throws MslError.
 */
export function refuseTextures(
  list: TokenList,
  statements: readonly Statement[],
  kernels: readonly KernelDeclaration[],
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const users = statements.filter((statement) => textureIn(list, statement) !== null);
  if (users.length === 0) return;
  for (const { name, nameAt, statement } of kernels) {
    const position = textureIn(list, statement);
    if (position !== null) throw textureError(list, position, name, list.text(position));
    const reached = [...wordsReached(name, bodies)].find(isTextureType);
    if (reached) throw textureError(list, nameAt, name, reached);
  }
  for (const { start, end } of users) list.erase(start, end);
}

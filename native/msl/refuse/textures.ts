import type { KernelDeclaration } from '../read/declarations.ts';
import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { wordsReached } from '../rewrite/synchronisation.ts';
import { userError } from '../user-error.ts';

const TEXTURE = /^(texture(1d|2d|3d|cube|_buffer)\w*|depth(2d|cube)\w*)$/;

/**
 * Refuses kernels that use textures or samplers, by their names; declarations with such that no kernel uses are taken
 * out. Throws MslError.
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
    refuseTextureOf(list, name, statement);
    const reached = [...wordsReached(name, bodies)].find((word) => TEXTURE.test(word) || word === 'sampler');
    if (reached) throw refusal(list, nameAt, name, reached);
  }
  for (const { start, end } of users) list.erase(start, end);
}

/** Refuses a kernel that itself names a texture or a sampler between two positions. Throws MslError. */
export function refuseTextureOf(
  list: TokenList,
  kernel: string,
  range: Pick<Statement, 'start' | 'end'>,
): void {
  const position = textureIn(list, range);
  if (position !== null) throw refusal(list, position, kernel, list.text(position));
}

function refusal(list: TokenList, position: number, kernel: string, what: string) {
  return userError(
    list,
    position,
    `kernel '${kernel}' uses '${what}'; the CPU device runs kernels on buffers, without textures`,
  );
}

/** Where a declaration names a texture or a sampler; null when it does not. */
function textureIn(list: TokenList, { start, end }: Pick<Statement, 'start' | 'end'>): number | null {
  for (let i = start; i < end; i = list.next(i)) {
    const text = list.text(i);
    if (TEXTURE.test(text) || (text === 'sampler' && list.isWord(list.next(i)))) return i;
  }
  return null;
}

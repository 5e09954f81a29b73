import type { MslError } from '../types.ts';
import { userError } from '../user-error.ts';
import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';

const TEXTURE = /^(texture(1d|2d|3d|cube|_buffer)\w*|depth(2d|cube)\w*)$/;

/** Whether a word is the type of a texture or a sampler. */
export const isTextureType = (word: string) => TEXTURE.test(word) || word === 'sampler';

/** Where a range of tokens names a texture or a sampler; null when it does not. */
export function textureIn(list: TokenList, { start, end }: Pick<Statement, 'start' | 'end'>): number | null {
  for (let i = start; i < end; i = list.next(i)) {
    const text = list.text(i);
    if (TEXTURE.test(text) || (text === 'sampler' && list.isWord(list.next(i)))) return i;
  }
  return null;
}

/** The error for a kernel that uses a texture or a sampler of type `type`. */
export function textureError(list: TokenList, position: number, kernel: string, type: string): MslError {
  return userError(
    list,
    position,
    `kernel '${kernel}' uses '${type}'; the CPU device supports buffers, not textures or samplers`,
  );
}

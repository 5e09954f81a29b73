import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';

/** What names at namespace scope stand for: `using T = float4;` and `typedef float4 T;`. */
export type TypeAliases = ReadonlyMap<string, string>;

export function typeAliases(list: TokenList, statements: readonly Statement[]): TypeAliases {
  const found = new Map<string, string>();
  for (const { start, end } of statements) {
    const texts = list.texts(start, list.previous(end));
    const [word, name = '', equals, ...type] = texts;
    if (word === 'using' && equals === '=') found.set(name, type.join(' '));
    if (word === 'typedef') found.set(texts.at(-1) ?? '', texts.slice(1, -1).join(' '));
  }
  return found;
}

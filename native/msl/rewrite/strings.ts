import type { TokenList } from '../read/tokens.ts';

/** Literals become text in constant memory where they are arguments of functions, or what a pointer starts with. */
export function rewriteStrings(list: TokenList): void {
  for (const [i, token] of list.tokens.entries()) {
    if (token.kind === 'string' && token.text.startsWith('"') && isPointedTo(list, i))
      token.text = `msl::text(${token.text})`;
  }
}

const NO_CALLS = new Set([
  'static_assert',
  'asm',
  '__asm',
  '__asm__',
  'sizeof',
  '__attribute__',
  'os_log',
  '_Pragma',
  'annotate',
  'deprecated',
]);

function isPointedTo(list: TokenList, position: number): boolean {
  const before = list.previous(position);
  if (list.text(before) === '=') return list.text(list.previous(list.previous(before))) === '*';
  if (list.text(before) !== '(' && list.text(before) !== ',') return false;
  for (let i = before; i >= 0 && !';{}'.includes(list.text(i)); i = list.previous(i)) {
    if (list.text(i) === ')' || list.text(i) === ']') i = list.opening(i);
    else if (list.text(i) === '(') {
      const name = list.previous(i);
      return list.isWord(name) && !NO_CALLS.has(list.text(name));
    }
  }
  return false;
}

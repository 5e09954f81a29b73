import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';

/** MSL's address spaces in C++ for OpenCL. */
const ADDRESS_SPACES: Readonly<Record<string, string>> = {
  device: '__global',
  constant: 'const __global',
  threadgroup: '__local',
};

/** Rewrites address spaces, kernels and literals. Must run after the declarations have been read. */
export function rewriteWords(list: TokenList): void {
  for (const [i, token] of list.tokens.entries()) {
    if (token.kind === 'pragma') token.text = rewritePragma(token.text);
    if (token.kind === 'number') token.text = rewriteNumber(token.text);
    if (token.kind !== 'word') continue;
    if (token.text in ADDRESS_SPACES) token.text = ADDRESS_SPACES[token.text] ?? token.text;
    else if (token.text === 'kernel') token.text = 'MSL_KERNEL';
    else if (token.text === 'coherent') eraseCoherence(list, i);
    else if (token.text === 'thread') token.text = pointsOrRefers(list, i) ? '__private' : '';
  }
}

/**
 * Drops the count of `unroll(count)` unless it is literal: it is only a hint, and macros in it are not expanded. Drops
 * `unroll(full)` altogether: it keeps matrices in a GPU's registers, and for a CPU clang takes up to 70 times as long.
 */
function rewritePragma(text: string): string {
  if (/\bunroll\s*\(\s*full\s*\)/.test(text)) return '';
  return text.replace(/\bunroll\s*\((?!\s*\d+\s*\)|\s*(?:enable|disable)\s*\)).*\)/, 'unroll');
}

/** Erases `coherent(system)`: the CPU's memory is always coherent. */
function eraseCoherence(list: TokenList, position: number): void {
  const open = list.next(position);
  if (list.text(open) === '(' && ['system', 'device'].includes(list.text(list.next(open))))
    list.erase(position, list.closing(open) + 1);
}

/** Inlines every function, as Metal does: SIMD-group operations are fast only on variables the optimiser can see. */
export function rewriteFunctions(list: TokenList, statements: readonly Statement[]): void {
  for (const { start, parameters, body } of statements) {
    if (!parameters || !body) continue;
    let first = start;
    while (list.text(first) === 'template') first = list.next(list.closing(list.next(first)));
    const token = list.tokens[first];
    if (token) token.text = `MSL_USER_FUNCTION ${token.text}`;
  }
}

/** Whether an address space is followed by the declaration of a pointer or a reference. */
function pointsOrRefers(list: TokenList, start: number): boolean {
  let depth = 0;
  for (let i = list.next(start); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (text === '<') depth++;
    else if (text === '>') depth--;
    else if (depth === 0 && (text === '*' || text === '&')) return true;
    else if (text === '(' && '*&'.includes(list.text(list.next(i))))
      return true; // an array reference: T (&x)[4]
    else if (depth < 0 || (depth === 0 && ';,=()[]{'.includes(text))) return false;
  }
  return false;
}

const FLOATING = /^(\d+\.\d*|\.\d+)([eE][+-]?\d+)?([hHfF]?|bf)$|^\d+[eE][+-]?\d+([hHfF]?|bf)$/;

/** In MSL a floating-point literal without suffix is a float; h and bf make it a half or a bfloat. */
function rewriteNumber(text: string): string {
  const match = FLOATING.exec(text) ?? /^(\d+)()([hH]|bf)$/.exec(text);
  if (!match) return text;
  const suffix = (match[3] || match[4] || '').toLowerCase();
  const digits = suffix ? text.slice(0, -suffix.length) : text;
  const single = /[.eE]/.test(digits) ? `${digits}f` : `${digits}.0f`;
  if (suffix === 'h') return `((half)${single})`;
  if (suffix === 'bf') return `((bfloat)${single})`;
  return single;
}

import type { FunctionConstantPlace } from '../read/declarations.ts';
import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import type { FunctionConstant } from '../types.ts';

/** MSL's words for address spaces, and what they are in C++ for OpenCL. */
const ADDRESS_SPACES: Readonly<Record<string, string>> = {
  device: '__global',
  constant: 'const __global',
  threadgroup: '__local',
};

/** Puts address spaces, kernels and literals into C++ for OpenCL. Runs after the declarations were read. */
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

/** The count of `unroll(count)` is only a hint, and the preprocessor leaves macros in it as they are. */
function rewritePragma(text: string): string {
  return text.replace(/\bunroll\s*\((?!\s*\d+\s*\)|\s*(?:full|enable|disable)\s*\)).*\)/, 'unroll');
}

/** `coherent(system) device uint *`: the CPU's memory is coherent. */
function eraseCoherence(list: TokenList, position: number): void {
  const open = list.next(position);
  if (list.text(open) === '(' && ['system', 'device'].includes(list.text(list.next(open))))
    list.erase(position, list.closing(open) + 1);
}

/** Has every function inlined, as Metal does: the operations of a SIMD-group are fast on variables that stay in sight. */
export function rewriteFunctions(list: TokenList, statements: readonly Statement[]): void {
  for (const { start, parameters, body } of statements) {
    if (!parameters || !body) continue;
    let first = start;
    while (list.text(first) === 'template') first = list.next(list.closing(list.next(first)));
    const token = list.tokens[first];
    if (token) token.text = `MSL_USER_FUNCTION ${token.text}`;
  }
}

/** Whether the declaration after an address-space word is of a pointer or a reference. */
function pointsOrRefers(list: TokenList, start: number): boolean {
  let depth = 0;
  for (let i = list.next(start); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (text === '<') depth++;
    else if (text === '>') depth--;
    else if (depth === 0 && (text === '*' || text === '&')) return true;
    else if (text === '(' && '*&'.includes(list.text(list.next(i))))
      return true; // to an array: T (&x)[4]
    else if (depth < 0 || (depth === 0 && ';,=()[]{'.includes(text))) return false;
  }
  return false;
}

const FLOATING = /^(\d+\.\d*|\.\d+)([eE][+-]?\d+)?([hHfF]?|bf)$|^\d+[eE][+-]?\d+([hHfF]?|bf)$/;

/** An unsuffixed floating literal is float in MSL; h and bf make half and bfloat. */
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

/** Gives each function constant its value, and tells whether it was given one. */
export function rewriteFunctionConstants(
  list: TokenList,
  places: readonly FunctionConstantPlace[],
  values: Readonly<Record<number, FunctionConstant>>,
): void {
  for (const { index, name, type, statement } of places) {
    const given = values[index];
    const value = given ? literal(given) : '0';
    list.erase(statement.start, statement.end);
    const first = list.tokens[statement.start];
    if (!first) continue;
    first.text =
      `static const __global ${type} ${name} = (${type})(${value}); ` +
      `static const __global bool msl_is_defined_${name} = ${given !== undefined};`;
  }
}

function literal({ type, value }: FunctionConstant): string {
  if (type === 'bool') return String(Boolean(value));
  if (type === 'uint') return `${Number(value)}u`;
  if (type === 'float')
    return Number.isFinite(value) ? `${Number(value).toExponential()}f` : '__builtin_nanf("")';
  return String(Number(value));
}

import type { FunctionConstantPlace } from './declarations.ts';
import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';
import type { FunctionConstant } from './types.ts';

/** MSL's words for address spaces, and what they are in C++ for OpenCL. */
const ADDRESS_SPACES: Readonly<Record<string, string>> = {
  device: '__global',
  constant: 'const __global',
  threadgroup: '__local',
};

/** Puts address spaces, kernels and literals into C++ for OpenCL. Runs after the declarations were read. */
export function rewriteWords(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const token = list.tokens[i];
    if (!token) break;
    if (token.kind === 'number') token.text = rewriteNumber(token.text);
    if (token.kind !== 'word') continue;
    if (token.text in ADDRESS_SPACES) token.text = ADDRESS_SPACES[token.text] ?? token.text;
    else if (token.text === 'kernel') token.text = 'MSL_KERNEL';
    else if (token.text === 'coherent') eraseCoherence(list, i);
    else if (token.text === 'thread') {
      token.text = pointsOrRefers(list, i) || qualifiesMember(list, i) ? '__private' : '';
    }
  }
}

/** `T f() const thread {`: a member for objects in thread memory. */
function qualifiesMember(list: TokenList, position: number): boolean {
  let close = list.previous(position);
  if (list.text(close) === 'const') close = list.previous(close);
  if (list.text(close) !== ')') return false;
  return !isConstructor(list, list.previous(list.opening(close)));
}

/** A constructor makes objects anywhere: no type stands before its name. */
function isConstructor(list: TokenList, nameAt: number): boolean {
  const before = list.previous(nameAt);
  const text = list.text(before);
  if (text === '>') return list.text(list.previous(list.opening(before))) === 'template';
  return before < 0 || /^([;{}:]|constexpr|explicit|inline|METAL_FUNC)$/.test(text);
}

/** Counts of `#pragma unroll` are advice, and the preprocessor leaves macros in them as they are. */
export function rewritePragmas(list: TokenList): void {
  for (const token of list.tokens)
    if (token.kind === 'pragma')
      token.text = token.text.replace(/(#\s*pragma\s+unroll)\s*\((?!\s*\d+\s*\)).*/, '$1');
}

/** `coherent(system)` in front of a pointer: memory here always is. */
function eraseCoherence(list: TokenList, position: number): void {
  const after = list.next(position);
  list.erase(position, list.text(after) === '(' ? list.closing(after) + 1 : position + 1);
}

/** Whether the declaration after an address-space word is of a pointer or a reference. */
function pointsOrRefers(list: TokenList, start: number): boolean {
  let depth = 0;
  for (let i = list.next(start); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (text === '<') depth++;
    else if (text === '>') depth--;
    else if (depth === 0 && (text === '*' || text === '&')) return true;
    else if (depth < 0 || (depth === 0 && ';,=()[]{'.includes(text))) return false;
  }
  return false;
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

/**
 * `threadgroup T a[4], b;` in a body becomes a reference into the threadgroup's memory, the same for all lanes.
 * Returns the names, in order.
 */
export function rewriteThreadgroupVariables(
  list: TokenList,
  { open, close }: NonNullable<Statement['body']>,
): string[] {
  const names: string[] = [];
  let alignment = '';
  for (let i = list.next(open); i < close; i = list.next(i)) {
    if (list.text(i) === 'alignas') alignment = takeAlignment(list, i) ?? alignment;
    if (list.text(i) !== 'threadgroup' || !startsStatement(list, i)) continue;
    if (list.text(list.next(i)) === 'alignas') alignment = takeAlignment(list, list.next(i)) ?? alignment;
    const end = endOfDeclarators(list, i);
    const outer = outerTexts(list, i, end);
    if (outer.includes('*') || outer.includes('&')) continue; // a pointer or reference to threadgroup memory
    // An initialiser is accepted, and does nothing: threadgroup memory begins with any content.
    const last = list.text(end) === ';' ? end : endOfStatement(list, end);
    const { type, declarators } = splitDeclaration(list.texts(list.next(i), end));
    const replaced = declarators
      .map((declarator) =>
        threadgroupReference(type, declarator, names.push(declarator[0] ?? '') - 1, alignment),
      )
      .join(' ');
    alignment = '';
    list.erase(i, last + 1);
    const token = list.tokens[i];
    if (token) token.text = replaced;
    i = last;
  }
  return names;
}

/** Of `T a[f(n)], b` what comes behind: `;`, `=`, or a bracket that opens an initialiser. */
function endOfDeclarators(list: TokenList, start: number): number {
  let i = start;
  while (i < list.length && ![';', '=', '(', '{'].includes(list.text(i))) {
    i = list.text(i) === '[' ? list.next(list.closing(i)) : list.next(i);
  }
  return i;
}

function endOfStatement(list: TokenList, start: number): number {
  let i = start;
  while (i < list.length && list.text(i) !== ';') i = list.text(i) === '{' ? list.closing(i) : list.next(i);
  return i;
}

/** `constant T x = …;` in a body is one variable for all threads; a pointer to constant memory stays what it is. */
export function rewriteLocalConstants(
  list: TokenList,
  { open, close }: NonNullable<Statement['body']>,
): void {
  for (let i = list.next(open); i < close; i = list.next(i)) {
    const before = list.text(list.previous(i));
    const begins = /[;{}]$/.test(before) || ['constexpr', 'const'].includes(before);
    if (list.text(i) !== 'constant' || !begins) continue;
    const end = endOfDeclarators(list, i);
    const outer = outerTexts(list, i, end);
    const token = list.tokens[i];
    if (token && !outer.includes('*') && !outer.includes('&')) token.text = 'static const __global';
  }
}

/** Takes `alignas(n)` out of a threadgroup variable's declaration; null when it is another's. */
function takeAlignment(list: TokenList, position: number): string | null {
  const open = list.next(position);
  const close = list.closing(open);
  const isBeside = [list.previous(position), list.next(close)].some((i) => list.text(i) === 'threadgroup');
  if (!isBeside) return null;
  const alignment = list.texts(open + 1, close).join(' ');
  list.erase(position, close + 1);
  return alignment;
}

function startsStatement(list: TokenList, position: number): boolean {
  const before = list.text(list.previous(position));
  return before.endsWith(';') || ['{', '}', ':', ')', 'const', 'volatile'].includes(before);
}

/** Texts that are in no bracket: `*` inside `[2 * N]` is not a pointer's. */
function outerTexts(list: TokenList, start: number, end: number): string[] {
  let depth = 0;
  return list.texts(start, end).filter((text) => {
    if ('[<('.includes(text)) depth++;
    if (']>)'.includes(text)) depth--;
    return depth === 0;
  });
}

function splitDeclaration(texts: readonly string[]): { type: string; declarators: string[][] } {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const text of texts) {
    if ('[<('.includes(text)) depth++;
    if (']>)'.includes(text)) depth--;
    if (text === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(text);
  }
  const first = parts[0] ?? [];
  // The first declarator begins at the last word before its dimensions.
  let nesting = 0;
  let nameAt = first.length - 1;
  for (const [i, text] of first.entries()) {
    if (text === '<') nesting++;
    else if (text === '>') nesting--;
    else if (text === '[' && nesting === 0) {
      nameAt = i - 1;
      break;
    }
  }
  return { type: first.slice(0, nameAt).join(' '), declarators: [first.slice(nameAt), ...parts.slice(1)] };
}

/** Aligned as declared, and to float4 at least: kernels read arrays of scalars by the vector. */
function threadgroupReference(
  type: string,
  [name = '', ...dimensions]: string[],
  index: number,
  declared: string,
): string {
  const alias = `msl_type_of_${name}`;
  const alignment = declared || `(alignof(${alias}) > 16 ? alignof(${alias}) : 16)`;
  return (
    `typedef ${type} ${alias} ${dimensions.join(' ')}; ` +
    `__local ${alias} &${name} = *(__local ${alias} *)msl::threadgroup_variable(${index}, sizeof(${alias}), ${alignment});`
  );
}

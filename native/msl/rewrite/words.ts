import { type AttributeMap, attributesIn } from '../read/attributes.ts';
import { type Statement, splitByComma } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';

/** MSL's address spaces in C++ for OpenCL: macros of keywords.h, and its own. */
export const ADDRESS_SPACES = {
  device: 'MSL_DEVICE',
  constant: 'MSL_CONSTANT',
  threadgroup: '__local',
  thread: '__private',
} as const satisfies Record<string, string>;

/** Rewrites address spaces, kernels and literals. Must run after the declarations have been read. */
export function rewriteWords(list: TokenList): void {
  for (const [i, token] of list.tokens.entries()) {
    if (token.kind === 'pragma') token.text = rewritePragma(token.text);
    if (token.kind === 'number') token.text = rewriteNumber(token.text);
    if (token.kind !== 'word') continue;
    if (token.text === 'device' || token.text === 'threadgroup') token.text = ADDRESS_SPACES[token.text];
    else if (token.text === 'constant')
      token.text = declaresVariable(list, i) ? 'const __global' : ADDRESS_SPACES.constant;
    else if (token.text === 'kernel') token.text = 'MSL_KERNEL';
    else if (token.text === 'reinterpret_cast' || token.text === 'const_cast') castPlainly(list, i);
    else if (token.text === 'coherent') eraseCoherence(list, i);
    else if (token.text === 'volatile' && isOfClass(list, i)) token.text = '';
    else if (token.text === 'thread')
      token.text = declaresVariable(list, i) || holdsPointer(list, i) ? '' : ADDRESS_SPACES.thread;
    else if (token.text === 'metal') eraseNamespace(list, i);
  }
}

/** A word or number of a type or an expression as clang is to read it, where it is told apart from its surroundings. */
export function asRead(text: string): string {
  return ADDRESS_SPACES[text as keyof typeof ADDRESS_SPACES] ?? rewriteNumber(text);
}

/**
 * Casts `reinterpret_cast<thread T *>(values)` plainly: in a member function whose object may be anywhere, members are in
 * no space that such a cast could leave. So are references to temporaries, which `const_cast<thread T &>(value)` is for.
 */
function castPlainly(list: TokenList, position: number): void {
  const open = list.next(position);
  const type = list.texts(open, list.closing(open));
  const token = list.tokens[position];
  if (!token || !type.some((text) => text === 'thread' || text === ADDRESS_SPACES.thread)) return;
  if (type.at(-1) === '*') token.text = 'msl::pointer_cast';
  else if (type.at(-1) === '&') token.text = 'msl::reference_cast';
}

/** `metal::half`: a keyword here. */
function eraseNamespace(list: TokenList, position: number): void {
  const type = list.next(list.next(position));
  if (list.text(list.next(position)) !== '::' || list.text(type) !== 'half') return;
  const before = list.previous(position);
  const start = list.text(before) === '::' ? before : position;
  const using = list.previous(start);
  list.erase(list.text(using) === 'using' ? using : start, list.text(using) === 'using' ? type + 1 : type);
}

/**
 * Drops the count of `unroll(count)` unless it is literal: it is only a hint, and macros in it are not expanded. Drops
 * `unroll(full)` altogether: it keeps matrices in a GPU's registers, and for a CPU clang takes up to 70 times as long.
 */
function rewritePragma(text: string): string {
  if (/\bunroll\s*\(\s*full\s*\)/.test(text)) return '';
  return text.replace(/\bunroll\s*\((?!\s*\d+\s*\)|\s*(?:enable|disable)\s*\)).*\)/, 'unroll');
}

const SCALAR = /^(bool|u?char|u?short|u?int|u?long|half|float|bfloat|size_t|u?int\d+_t|atomic\w*|void|auto)$/;

/**
 * Whether `volatile` is said of more than a scalar or an atomic: what is made of vectors is a class here, whose functions
 * are for objects that do not change by themselves.
 */
function isOfClass(list: TokenList, position: number): boolean {
  let i = list.next(position);
  while (/^(const|device|constant|threadgroup|thread|MSL_\w+|__\w+|metal|::)$/.test(list.text(i)))
    i = list.next(i);
  return list.isWord(i) && !SCALAR.test(list.text(i));
}

/** Erases `coherent` and `coherent(system)` before a type: the CPU's memory is always coherent. */
function eraseCoherence(list: TokenList, position: number): void {
  const next = list.next(position);
  if (list.text(next) === '(') list.erase(position, list.closing(next) + 1);
  else if (list.isWord(next)) list.erase(position, position + 1);
}

/**
 * Inlines every function, as Metal does: SIMD-group operations are fast only on variables the optimiser can see. A kernel
 * that is declared by `[[kernel]]` becomes what one is that the word declares.
 */
export function rewriteFunctions(
  list: TokenList,
  statements: readonly Statement[],
  attributes: AttributeMap,
): void {
  for (const { start, parameters, body } of statements) {
    if (!parameters || !body) continue;
    let first = start;
    while (list.text(first) === 'template') first = list.next(list.closing(list.next(first)));
    const token = list.tokens[first];
    const own = attributesIn(list, attributes, start, parameters.open);
    const kind = own.some(({ name }) => name === 'kernel')
      ? 'MSL_USER_FUNCTION MSL_KERNEL'
      : 'MSL_USER_FUNCTION';
    if (token) token.text = `${kind} ${token.text}`;
  }
}

/** `T c[4]` as a parameter: what is of no other space is in the thread's memory. */
export function rewriteArrayParameters(list: TokenList, statements: readonly Statement[]): void {
  for (const { parameters } of statements) {
    if (!parameters) continue;
    for (const { start, end } of splitByComma(list, parameters.open + 1, parameters.close)) {
      const texts = list.texts(start, end);
      const token = list.tokens[start];
      const isArray =
        texts.includes('[') && !texts.some((text) => text in ADDRESS_SPACES || '(&*'.includes(text));
      if (token && isArray) token.text = `${ADDRESS_SPACES.thread} ${token.text}`;
    }
  }
}

/**
 * Whether an address space says where a variable is, rather than where a pointer or a reference leads. An array that is
 * a parameter is a pointer, and a template argument says neither.
 */
export function declaresVariable(list: TokenList, start: number): boolean {
  let depth = 0;
  for (let i = list.next(start); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (text === '<') depth++;
    else if (text === '>') depth--;
    else if (depth === 0 && (text === '*' || text === '&')) return false;
    else if (text === '(' && '*&'.includes(list.text(list.next(i))))
      return false; // an array reference: T (&x)[4]
    else if (depth === 0 && text === '[') return !isParameter(list, start);
    else if (depth < 0) return false;
    else if (depth === 0 && ';,=()]{'.includes(text)) return true;
  }
  return true;
}

/** Whether what follows is of another space: `thread const device float *rows[4]` says where the pointers are. */
function holdsPointer(list: TokenList, position: number): boolean {
  let i = list.next(position);
  while (list.text(i) === 'const') i = list.next(i);
  return list.text(i) in ADDRESS_SPACES;
}

/** Whether a declaration is in brackets, before which a function is named. */
function isParameter(list: TokenList, start: number): boolean {
  for (let i = list.previous(start); i >= 0; i = list.previous(i)) {
    const text = list.text(i);
    if (';{}'.includes(text)) return false;
    if (text === ')' || text === ']') i = list.opening(i);
    else if (text === '(') return list.isWord(list.previous(i)) && list.text(list.previous(i)) !== 'for';
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

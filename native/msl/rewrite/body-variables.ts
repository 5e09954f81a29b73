import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';

/**
 * Rewrites `threadgroup T a[4], b;` in a body to references into the threadgroup's memory, the same for all lanes.
 * Returns the names in order.
 */
export function rewriteThreadgroupVariables(
  list: TokenList,
  { open, close }: NonNullable<Statement['body']>,
): string[] {
  const names: string[] = [];
  let alignment = '';
  const scopes: string[][] = [[]]; // names of the variables in each open block
  for (let i = list.next(open); i < close; i = list.next(i)) {
    if (list.text(i) === '{') scopes.push([]);
    if (list.text(i) === '}') scopes.pop();
    if (list.text(i) === 'alignas') alignment = takeAlignment(list, i) ?? alignment;
    if (list.text(i) !== 'threadgroup' || !startsStatement(list, i)) continue;
    if (list.text(list.next(i)) === 'alignas') alignment = takeAlignment(list, list.next(i)) ?? alignment;
    let end = endOfDeclarators(list, i);
    const outer = outerTexts(list, i, end);
    if (outer.includes('*') || outer.includes('&')) continue; // a pointer or reference to threadgroup memory
    const declared = end;
    if (list.text(end) === '=') end = afterZeros(list, end);
    if (list.text(end) !== ';') throw userError(list, i, 'a threadgroup variable cannot be initialised');
    const { type, declarators } = splitDeclaration(list.texts(list.next(i), declared));
    const references = declarators.map((declarator) =>
      threadgroupReference(type, declarator, names.push(declarator[0] ?? '') - 1, alignment),
    );
    scopes.at(-1)?.push(...declarators.map(([name = '']) => name));
    const replaced = `${references.join(' ')} ${threadgroupLimit(scopes.flat())}`;
    alignment = '';
    list.erase(i, end + 1);
    const token = list.tokens[i];
    if (token) token.text = replaced;
    i = end;
  }
  return names;
}

/** Where a declaration's declarators end: at its initialiser, parameter list, body or semicolon. */
function endOfDeclarators(list: TokenList, start: number): number {
  let end = start;
  while (end < list.length && ![';', '=', '(', '{'].includes(list.text(end)))
    end = list.next(list.text(end) === '[' ? list.closing(end) : end);
  return end;
}

/** The position after `= {}` or `= {0}`, which Metal accepts and ignores. */
function afterZeros(list: TokenList, equals: number): number {
  const open = list.next(equals);
  const close = list.closing(open);
  const isZero = list.text(open) === '{' && ['', '0'].includes(list.texts(open + 1, close).join(''));
  return isZero ? list.next(close) : equals;
}

/** Makes `constant T x = …;` in a body one variable for all threads. Leaves pointers to constant memory alone. */
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

/** Removes `alignas(n)` from a threadgroup variable's declaration; null if it belongs to another declaration. */
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

/** Texts outside all brackets: the `*` in `[2 * N]` does not declare a pointer. */
function outerTexts(list: TokenList, start: number, end: number): string[] {
  const depth = bracketDepth();
  return list.texts(start, end).filter((text) => depth(text) === 0);
}

/** Tracks how many brackets are open, text by text. `<` and `>` inside other brackets are comparisons. */
function bracketDepth(): (text: string) => number {
  let brackets = 0;
  let angles = 0;
  return (text) => {
    if (text === '[' || text === '(') brackets++;
    else if (text === ']' || text === ')') brackets--;
    else if (brackets === 0 && text === '<') angles++;
    else if (brackets === 0 && text === '>') angles--;
    return brackets + angles;
  };
}

function splitDeclaration(texts: readonly string[]): { type: string; declarators: string[][] } {
  const parts: string[][] = [[]];
  const depth = bracketDepth();
  for (const text of texts) {
    if (depth(text) === 0 && text === ',') parts.push([]);
    else parts.at(-1)?.push(text);
  }
  const first = parts[0] ?? [];
  // The first declarator starts at the last word before its dimensions.
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

/** Aligned as declared and at least as a float4, because kernels read arrays of scalars as vectors. */
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

/** Checks the size that is known at compile time (see translate); the rest is checked at launch. */
function threadgroupLimit(names: readonly string[]): string {
  return `msl_check_threadgroup_bytes(${names.map((name) => `sizeof(msl_type_of_${name})`).join(' + ')});`;
}

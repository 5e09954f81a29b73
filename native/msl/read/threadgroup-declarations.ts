import { userError } from '../user-error.ts';
import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';

/** `threadgroup T a[4], b;` in a body. Positions are token indices. */
export interface ThreadgroupDeclaration {
  readonly start: number;
  /** The position of its semicolon. */
  readonly end: number;
  /** "float4": what stands before the first name. */
  readonly type: string;
  /** For each variable its name, followed by the texts of its dimensions. */
  readonly declarators: readonly string[][];
  /** The value of `alignas`; empty if it has none. */
  readonly alignment: string;
  /** The positions of the `{` of the blocks within the body that it is in. */
  readonly blocks: readonly number[];
}

/**
 * The variables that a body declares in the threadgroup's memory, in order; pointers and references to that memory are
 * none. Removes their `alignas` from the list. Throws MslError for one that is initialised.
 */
export function threadgroupDeclarations(
  list: TokenList,
  { open, close }: NonNullable<Statement['body']>,
): ThreadgroupDeclaration[] {
  const declarations: ThreadgroupDeclaration[] = [];
  const blocks: number[] = [];
  let alignment = '';
  for (let i = list.next(open); i < close; i = list.next(i)) {
    if (list.text(i) === '{') blocks.push(i);
    if (list.text(i) === '}') blocks.pop();
    if (list.text(i) === 'alignas') alignment = takeAlignment(list, i) ?? alignment;
    if (list.text(i) !== 'threadgroup' || !startsStatement(list, i)) continue;
    if (list.text(list.next(i)) === 'alignas') alignment = takeAlignment(list, list.next(i)) ?? alignment;
    alignment = takeGnuAlignment(list, i) ?? alignment;
    const declared = endOfDeclarators(list, i);
    const outer = outerTexts(list, i, declared);
    if (outer.includes('*') || outer.includes('&')) continue;
    const end = list.text(declared) === '=' ? afterZeros(list, declared) : declared;
    if (list.text(end) !== ';') throw userError(list, i, 'a threadgroup variable cannot be initialised');
    const parts = splitDeclaration(list.texts(list.next(i), declared));
    declarations.push({ start: i, end, alignment, blocks: [...blocks], ...parts });
    alignment = '';
    i = end;
  }
  return declarations;
}

/** Where a declaration's declarators end: at its initialiser, parameter list, body or semicolon. */
export function endOfDeclarators(list: TokenList, start: number): number {
  let end = start;
  while (end < list.length && ![';', '=', '(', '{'].includes(list.text(end)))
    end = list.next(list.text(end) === '[' ? list.closing(end) : end);
  return end;
}

/** The position after `= 0`, `= {}`, `= {0}` or `= T(0)`, which Metal accepts and ignores. */
function afterZeros(list: TokenList, equals: number): number {
  let end = list.next(equals);
  while (end < list.length && list.text(end) !== ';') end = list.next(end);
  const value = list.texts(list.next(equals), end).join('');
  return ZEROS.test(value) ? end : equals;
}

const ZERO = String.raw`(0(\.0*)?[fFhHuU]?|\.0+[fFhH]?|false)`;
const BRACES = String.raw`\{(${ZERO}(,${ZERO})*|\{\}|\{${ZERO}\})?,?\}`;
/** `0`, `{0.0f}`, `float4(0)`. */
const ZEROS = new RegExp(String.raw`^((\w+(::\w+|<\w+(,\w+)*>)*)?(${BRACES}|\(${ZERO}\))|${ZERO})$`);

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

/** Removes `__attribute__((aligned(n)))` from a declaration. */
function takeGnuAlignment(list: TokenList, start: number): string | null {
  for (let i = start; i < list.length && !';={'.includes(list.text(i)); i = list.next(i)) {
    if (list.text(i) !== '__attribute__') continue;
    const close = list.closing(list.next(i));
    const texts = list.texts(i, close);
    const at = texts.indexOf('aligned');
    list.erase(i, close + 1);
    return at < 0 ? null : texts.slice(at + 2, texts.indexOf(')', at)).join(' ') || '16';
  }
  return null;
}

function startsStatement(list: TokenList, position: number): boolean {
  const before = list.text(list.previous(position));
  return before.endsWith(';') || ['{', '}', ':', ')', 'const', 'volatile'].includes(before);
}

/** Texts outside all brackets: the `*` in `[2 * N]` does not declare a pointer. */
export function outerTexts(list: TokenList, start: number, end: number): string[] {
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

function splitDeclaration(texts: readonly string[]): Pick<ThreadgroupDeclaration, 'type' | 'declarators'> {
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

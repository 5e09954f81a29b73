import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasTensors, TENSOR_HEADER, TENSORS_PRAGMA } from '../read/tensors.ts';
import type { MslOptions } from '../types.ts';
import { INCLUDE_FOLDER } from './include-folder.ts';

/** In this order, as what looks like a comment in a string is none; anything else comes one character a piece. */
const PIECE =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\.?\d(?:[eEpP][+-]|'?\w|\.)*|(?<word>[A-Za-z_]\w*)|[\s\S]/g;

const INCLUDE = /^#[ \t]*include[ \t]*<([^<>]*)>$/;
const LOOP_PRAGMA = /^#[ \t]*pragma[ \t]+(?:unroll|clang[ \t]+loop)\b[\w \t(),]*$/;
const DEFINE = /^#[ \t]*define[ \t]+([A-Za-z_]\w*)(?:[ \t]+(.*))?$/;
const NAME = /^[A-Za-z_]\w*$/;

/** Lines that continue in the next one, other spellings of `#` and `\`, control characters. */
const UNUSUAL = /\\[ \t]*$|%:|\?\?|[^\t\n -~\u0080-\uffff]/m;
/** A directive within a line, a string without an end, and what only strings can hold. */
const STRAY = /^[#\\"'$@`\u0080-\uffff]$/;
/** Macros and operators of every preprocessor. */
const RESERVED = /^(?:__.*|_Pragma|defined)$/;
/** Words that C++ lets nobody define. */
const OPERATOR = /^(?:and|and_eq|bitand|bitor|compl|not|not_eq|or|or_eq|xor|xor_eq)$/;

/** What stands for a name; null where only the preprocessor is to replace it. */
type Macros = Map<string, string | null>;

/**
 * What the preprocessor makes of a text, where that is simple: the directives include Metal's headers, are pragmas
 * for loops, or define names without parameters and each name once. Comments become white space of the same width.
 * Null for any other text.
 */
export function plainText(
  source: string,
  { defines = {}, languageVersion }: Pick<MslOptions, 'defines' | 'languageVersion'> = {},
): string | null {
  const names = Object.keys(defines);
  if (UNUSUAL.test(source) || !names.every((name) => NAME.test(name))) return null;
  const text = withoutComments(source);
  const macros: Macros = new Map(names.map((name) => [name, null]));
  const lines: string[] = [];
  for (const line of text?.split('\n') ?? [null]) {
    const plain = line?.trimStart().startsWith('#')
      ? directive(line.trim(), macros, languageVersion)
      : line && expanded(line, macros);
    if (typeof plain !== 'string') return null;
    lines.push(plain);
  }
  return lines.join('\n');
}

/** Null when a comment of several lines shares one with anything else, which then is on a line that is hard to tell. */
function withoutComments(source: string): string | null {
  let text = '';
  for (const { 0: piece, index, groups } of source.matchAll(PIECE)) {
    if (!groups?.comment) {
      text += piece;
      continue;
    }
    const before = text.slice(text.lastIndexOf('\n') + 1);
    const after = /^[^\n]*/.exec(source.slice(index + piece.length))?.[0];
    if (piece.includes('\n') && `${before}${after}`.trim() !== '') return null;
    if (piece.startsWith('/*')) text += piece.replace(/[^\n]/g, ' ');
  }
  return text;
}

/** What a directive leaves of its line: nothing, all of it, or what a header of tensors does. */
function directive(line: string, macros: Macros, version: MslOptions['languageVersion']): string | null {
  const header = INCLUDE.exec(line)?.[1];
  if (header && TENSOR_HEADER.test(header)) return hasTensors(version) ? TENSORS_PRAGMA : '';
  if (header) return headers().has(header) ? '' : null;
  if (LOOP_PRAGMA.test(line)) return line;
  const [, name, value = ''] = DEFINE.exec(line) ?? [];
  if (
    !name ||
    OPERATOR.test(name) ||
    macros.has(name) ||
    expanded(name, macros) === null ||
    expanded(value, macros) === null
  )
    return null;
  macros.set(name, value);
  return '';
}

/** A line, or what stands for a name, with the names in it replaced; `within` those that it stands for itself. */
function expanded(text: string, macros: Macros, within: readonly string[] = []): string | null {
  let result = '';
  for (const { 0: piece, index, groups } of text.matchAll(PIECE)) {
    const next = text[index + piece.length];
    if (STRAY.test(piece) || (piece === '/' && next === '*')) return null;
    if (groups?.word && (RESERVED.test(piece) || next === '"' || next === "'")) return null;
    const value = within.includes(piece) ? undefined : macros.get(piece);
    if (value === undefined) {
      result += piece;
      continue;
    }
    const replacement = value === null ? null : expanded(value, macros, [...within, piece]);
    if (replacement === null) return null;
    result += ` ${replacement} `; // or it might form another token with its neighbours
  }
  return result;
}

let found: ReadonlySet<string> | undefined;

/** The names of Metal's headers; others, in folders, have a content of their own. */
function headers(): ReadonlySet<string> {
  found ??= new Set(readdirSync(join(INCLUDE_FOLDER, 'std'), 'utf8'));
  return found;
}

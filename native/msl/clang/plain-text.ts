import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { INCLUDE_FOLDER } from './include-folder.ts';

/** In this order: what looks like a comment in a string is none. Whatever else there is comes one character a piece. */
const PIECE =
  /(?<lineComment>\/\/[^\n]*)|(?<comment>\/\*[^]*?\*\/)|(?<quoted>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<number>\.?\d(?:[eEpP][+-]|'?\w|\.)*)|(?<word>[A-Za-z_]\w*)|(?<newline>\n)|(?<space>[ \t]+)|[^]/g;

/** The directives that leave the text as it is: headers are precompiled, and pragmas are for the compilation. */
const DIRECTIVE =
  /#[ \t]*(?:include[ \t]*<(?<header>[\w/.]+)>|(?<pragma>pragma[ \t]+(?:unroll|clang[ \t]+loop)\b[\w \t(),]*))[ \t]*(?:\/\/[^\n]*)?(?=\n|$)/y;

/** Lines that go on in the next one, other spellings of `#` and `\`, control characters. */
const UNUSUAL = /\\[ \t]*$|%:|\?\?|[^\t\n -~\u0080-\uffff]/m;

/** A stray piece of a comment or string, another directive, or a character that only these may hold. */
const STRAY = /[#\\"'$@`\u0080-\uffff]/;

/** The compiler's own macros all begin so. */
const RESERVED = /^(?:__|_Pragma$)/;

/**
 * The text without its comments, where the preprocessor would change nothing else: no word is a macro, and every
 * directive includes a `metal_*` header or is a pragma for a loop. Comments become as much white space, so columns
 * are the user's. Null for any other text.
 */
export function plainText(source: string, defines: Readonly<Record<string, string>> = {}): string | null {
  if (UNUSUAL.test(source) || Object.keys(defines).some((name) => !/^[A-Za-z_]\w*$/.test(name))) return null;
  const parts: string[] = [];
  let isLineStart = true;
  let position = 0;
  for (const match of source.matchAll(PIECE)) {
    if (match.index < position) continue; // in a directive
    const [piece] = match;
    const { lineComment, comment, quoted, word, newline, space } = match.groups ?? {};
    position = match.index + piece.length;
    if (lineComment) continue;
    if (comment) {
      parts.push(comment.replace(/[^\n]/g, ' '));
    } else if (piece === '#' && isLineStart) {
      DIRECTIVE.lastIndex = match.index;
      const directive = DIRECTIVE.exec(source);
      const { header, pragma } = directive?.groups ?? {};
      if (!directive || (header && !headers().has(header))) return null;
      if (pragma) parts.push(`#${pragma}`);
      position = DIRECTIVE.lastIndex;
    } else {
      if (
        word &&
        (RESERVED.test(word) || Object.hasOwn(defines, word) || /["']/.test(source[position] ?? ''))
      )
        return null;
      if (!quoted && (STRAY.test(piece) || source.startsWith('/*', match.index))) return null;
      parts.push(piece);
    }
    if (newline) isLineStart = true;
    else if (!space && !comment) isLineStart = false;
  }
  return parts.join('');
}

let found: ReadonlySet<string> | undefined;

/** The names of Metal's headers. */
function headers(): ReadonlySet<string> {
  found ??= new Set(readdirSync(join(INCLUDE_FOLDER, 'std'), { encoding: 'utf8', recursive: true }));
  return found;
}

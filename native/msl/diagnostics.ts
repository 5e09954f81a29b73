import { type TokenList, USER_FILE } from './tokens.ts';
import type { Diagnostic } from './types.ts';

const MESSAGE = /^(.*?):(\d+):(\d+): (fatal error|error|warning|note): (.*)$/;

/** Reads clang's messages. `toSource` maps a place in what clang saw to a place in the user's text. */
export function parseDiagnostics(
  output: string,
  toSource: (line: number, column: number) => number = (_line, column) => column,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const text of output.split('\n')) {
    const [, file, line, column, severity, message] = MESSAGE.exec(text) ?? [];
    if (!file || !line || !column || !severity || !message) continue;
    const own = file === USER_FILE;
    found.push({
      severity: severity === 'fatal error' ? 'error' : (severity as Diagnostic['severity']),
      line: own ? Number(line) : 0,
      column: own ? toSource(Number(line), Number(column)) : 0,
      message: asMetal(own ? message : `${message} (in ${file}:${line})`),
    });
  }
  return found;
}

/** C++ for OpenCL's words for what Metal calls otherwise. */
const WORDS: readonly [pattern: RegExp, replacement: string][] = [
  [/\b__global\b/g, 'device'],
  [/\b__local\b/g, 'threadgroup'],
  [/\b__private\b/g, 'thread'],
  [/\blocal address space/g, 'threadgroup address space'],
  [/\bglobal address space/g, 'device address space'],
  [/\bprivate address space/g, 'thread address space'],
  [/C\+\+ for OpenCL( version \d+)?/g, 'Metal'],
  [/\bmsl_keyword_(\w+)/g, '$1'],
];

function asMetal(message: string): string {
  return WORDS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), message);
}

/** For text printed from rewritten tokens: the user's column of a column that clang reports. */
export function columnMap(list: TokenList): (line: number, column: number) => number {
  const lines = new Map<number, { printed: number; source: number; isRewritten: boolean }[]>();
  let printed = 1;
  for (const token of list.tokens) {
    if (token.kind === 'newline') {
      printed = 1;
      continue;
    }
    if (token.file === USER_FILE && token.kind !== 'marker') {
      const places = lines.get(token.line) ?? [];
      places.push({ printed, source: token.column, isRewritten: token.text.length !== token.width });
      lines.set(token.line, places);
    }
    printed += token.text.length;
  }
  return (line, column) => {
    const place = lines.get(line)?.findLast((candidate) => candidate.printed <= column);
    if (!place) return column;
    return place.isRewritten ? place.source : place.source + column - place.printed;
  };
}

/** "program_source:12:5: error: use of undeclared identifier 'x'", one a line. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], file = USER_FILE): string {
  return diagnostics
    .map(({ line, column, severity, message }) => `${file}:${line}:${column}: ${severity}: ${message}`)
    .join('\n');
}

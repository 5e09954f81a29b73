import { type TokenList, USER_FILE } from '../read/tokens.ts';
import type { Diagnostic } from '../types.ts';

const MESSAGE = /^(.*?):(\d+):(\d+): (fatal error|error|warning|note): (.*)$/;

/** Reads clang's messages. `toSource` maps a place in what clang saw to a place in the user's text. */
export function parseDiagnostics(
  output: string,
  toSource: ToSource = (_file, _line, column) => column,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const text of output.split('\n')) {
    const [, file, line, column, severity, message] = MESSAGE.exec(text) ?? [];
    if (!file || !line || !column || !severity || !message) continue;
    const own = !isLibraryFile(file);
    found.push({
      severity: severity === 'fatal error' ? 'error' : (severity as Diagnostic['severity']),
      file: file === USER_FILE || !own ? null : file,
      line: own ? Number(line) : 0,
      column: own ? toSource(file, Number(line), Number(column)) : 0,
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

/** The user's column of a column that clang reports, in text printed from rewritten tokens. */
export type ToSource = (file: string, line: number, column: number) => number;

/** Whether a file is none that the user wrote: the MSL headers, and what the translation adds. */
export function isLibraryFile(file: string): boolean {
  return (
    file.includes('/native/include/') ||
    file.endsWith('.inc') ||
    /(^|\/)entries$/.test(file) ||
    file.startsWith('<') ||
    file === '??'
  );
}

/** For text printed from rewritten tokens. */
export function columnMap(list: TokenList): ToSource {
  const lines = new Map<string, { printed: number; source: number; isRewritten: boolean }[]>();
  let printed = 1;
  for (const token of list.tokens) {
    if (token.kind === 'newline') {
      printed = 1;
      continue;
    }
    if (token.kind !== 'marker') {
      const key = `${token.file}:${token.line}`;
      const places = lines.get(key) ?? [];
      places.push({ printed, source: token.column, isRewritten: token.text.length !== token.width });
      lines.set(key, places);
    }
    printed += token.text.length;
  }
  return (file, line, column) => {
    const place = lines.get(`${file}:${line}`)?.findLast((candidate) => candidate.printed <= column);
    if (!place) return column;
    return place.isRewritten ? place.source : place.source + column - place.printed;
  };
}

/** "program_source:12:5: error: use of undeclared identifier 'x'", one a line. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], text = USER_FILE): string {
  return diagnostics
    .map(
      ({ file, line, column, severity, message }) =>
        `${file ?? text}:${line}:${column}: ${severity}: ${message}`,
    )
    .join('\n');
}

import { type TokenList, USER_FILE } from '../read/tokens.ts';
import type { Diagnostic } from '../types.ts';

/** How an entry point names the place of its kernel: "@12@program_source" (rewrite/entries.ts). */
const ENTRY_FILE = /^@(\d+)@(.*)$/;

const MESSAGE = /^(.*?):(\d+):(\d+): (fatal error|error|warning|note): (.*)$/;

/** A message as clang prints it. */
interface Printed extends Diagnostic {
  /** Whether it is about what the user wrote, rather than the headers or what the translation adds. */
  readonly own: boolean;
}

/**
 * Reads clang's messages. `toSource` maps a place in what clang saw to a place in the user's text. What clang says about
 * the headers is said of the line that used them.
 */
export function parseDiagnostics(
  output: string,
  toSource: ToSource = (_file, _line, column) => column,
): Diagnostic[] {
  const groups: Printed[][] = [];
  for (const printed of printedIn(output, toSource)) {
    if (printed.severity === 'note' && groups.length > 0) groups.at(-1)?.push(printed);
    else groups.push([printed]);
  }
  const found = groups.flatMap(([first, ...notes]) => (first ? grouped(first, notes) : []));
  return limited(withoutInternals(withoutRepeats(found)));
}

function printedIn(output: string, toSource: ToSource): Printed[] {
  const found: Printed[] = [];
  for (const text of output.split('\n')) {
    const [, printedFile, line, printedColumn, severity, message] = MESSAGE.exec(text) ?? [];
    if (!printedFile || !line || !printedColumn || !severity || !message) continue;
    const [, entryColumn, entryFile] = ENTRY_FILE.exec(printedFile) ?? [];
    const file = entryFile ?? printedFile;
    const column = entryColumn ? Number(entryColumn) : toSource(file, Number(line), Number(printedColumn));
    found.push({
      severity: severity === 'fatal error' ? 'error' : (severity as Diagnostic['severity']),
      file: file === USER_FILE ? null : file,
      line: Number(line),
      column,
      message: asMetal(message),
      own: !isLibraryFile(file),
    });
  }
  return found;
}

/** An error with those of its notes that are about the user's text. */
function grouped({ own, ...first }: Printed, notes: readonly Printed[]): Diagnostic[] {
  const [nearest, ...others] = notes.filter((note) => note.own).map(({ own: _own, ...note }) => note);
  const start = { file: null, line: 1, column: 1 };
  const { file, line, column } = own ? first : (nearest ?? start);
  const shown = own && nearest ? [nearest, ...others] : others;
  return [{ ...first, file, line, column }, ...shown];
}

function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((diagnostic) => {
    const text = formatDiagnostics([diagnostic]);
    if (diagnostic.severity === 'note') return true;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** Names that only the headers and the translation use. */
const INTERNAL =
  /\b(__(generic|global\w*|local|private|constant|attribute__|declspec|builtin_\w+|tsan_\w+)|msl_\w+|msl::\w+|Msl[A-Z]\w+|MSL_\w+|keywords\.h)\b/;

/** What would name something that the user did not write is left out, or said without the name if it is all there is. */
function withoutInternals(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const clean = diagnostics.filter(({ message }) => !INTERNAL.test(message));
  const hasError = (list: readonly Diagnostic[]) => list.some(({ severity }) => severity === 'error');
  if (hasError(clean) || !hasError(diagnostics)) return clean;
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((diagnostic) => ({ ...diagnostic, message: 'this is not valid Metal here' }));
}

const MOST_ERRORS = 20;

/** The first errors and their notes, and how many more there are. */
function limited(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  let errors = 0;
  const end = diagnostics.findIndex(({ severity }) => severity === 'error' && ++errors > MOST_ERRORS);
  const next = diagnostics[end];
  if (!next) return [...diagnostics];
  const more = diagnostics.slice(end).filter(({ severity }) => severity === 'error').length;
  const message = more === 1 ? 'there is 1 more error' : `there are ${more} more errors`;
  return [...diagnostics.slice(0, end), { ...next, severity: 'note', message }];
}

/** C++ for OpenCL's words for what Metal calls otherwise. */
const WORDS: readonly [pattern: RegExp, replacement: string][] = [
  [/^static assertion failed due to requirement '[^']*\b(?:msl_|MSL_|msl::|metal::)[^']*': /, ''],
  [/\b(?:const )?__attribute__\(\(address_space\(0\)\)\)/g, 'constant'],
  [/\baddress space '0'/g, 'constant address space'],
  [/\b__global(_device)?\b/g, 'device'],
  [/\b__local\b/g, 'threadgroup'],
  [/\b__private\b/g, 'thread'],
  [/\b__generic /g, ''],
  [/\blocal address space/g, 'threadgroup address space'],
  [/\bglobal address space/g, 'device address space'],
  [/\bprivate address space/g, 'thread address space'],
  [/C\+\+ for OpenCL( version \d+)?/g, 'Metal'],
  [/\bmsl_keyword_(\w+)/g, '$1'],
  [/\bmsl_type_of_(\w+)/g, 'the type of $1'],
  [/^\w+ ('.+') has internal linkage but is not defined/, '$1 is declared but not defined'],
  [/ \[-Werror,[^\]]*\]$/, ''],
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

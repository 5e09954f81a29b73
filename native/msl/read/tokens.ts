/** A token of preprocessed MSL with its place in the user's text. */
interface Token {
  readonly kind: 'space' | 'newline' | 'marker' | 'pragma' | 'string' | 'number' | 'word' | 'operator';
  /** What is printed; rewriting changes it in place. */
  text: string;
  readonly file: string;
  /** From 1, in `file`. */
  readonly line: number;
  readonly column: number;
  /** Its length there. */
  readonly width: number;
}

/** The file name given to the user's own text. */
export const USER_FILE = 'program_source';

/** In the order of TOKEN's groups. */
const KINDS = [
  'marker',
  'pragma',
  'space',
  'newline',
  'string',
  'number',
  'word',
  'operator',
] as const satisfies Token['kind'][];
const TOKEN =
  /(^#\s*(?:line\s+)?\d+[^\n]*)|(^[ \t]*#[^\n]*)|([ \t\f\v\r]+)|(\n)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(\.?\d(?:[eEpP][+-]|[\w.'])*)|([A-Za-z_]\w*)|(->|::|<<=|\.\.\.|==|!=|<=|>=|&&|\|\||\+\+|--|[-+*/%&|^]=|<<|[^\w\s])/gmu;
const LINE_MARKER = /^#\s*(?:line\s+)?(\d+)(?:\s+"((?:[^"\\]|\\.)*)")?/;

/** A line marker, whose file may have quotes in its path. */
export function lineMarker(line: number, file: string): string {
  return `# ${line} "${file.replace(/["\\]/g, '\\$&')}"`;
}

/** Splits the preprocessor's output into tokens, placing each by the line markers. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let file = USER_FILE;
  let line = 1;
  let lineStart = 0;
  for (const match of text.matchAll(TOKEN)) {
    const kind = KINDS.find((_, group) => match[group + 1] !== undefined) ?? 'operator';
    tokens.push({
      kind,
      text: match[0],
      file,
      line,
      column: match.index - lineStart + 1,
      width: match[0].length,
    });
    if (kind === 'marker') {
      const [, number, name] = LINE_MARKER.exec(match[0]) ?? [];
      line = Number(number) - 1; // the marker's own newline brings it to `number`
      file = name?.replace(/\\(.)/g, '$1') ?? file;
    } else if (kind === 'newline') {
      line++;
      lineStart = match.index + 1;
    }
  }
  return tokens;
}

const INSIGNIFICANT: ReadonlySet<Token['kind']> = new Set(['space', 'newline', 'marker', 'pragma']);

/** Whether a token carries meaning, unlike whitespace, directives and erased tokens. */
export function isSignificant(token: Token | undefined): boolean {
  return token !== undefined && token.text !== '' && !INSIGNIFICANT.has(token.kind);
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** A list of tokens that is traversed by its significant ones. Positions are indices into `tokens`. */
export class TokenList {
  readonly tokens: Token[];
  constructor(tokens: Token[]) {
    this.tokens = tokens;
  }

  get length(): number {
    return this.tokens.length;
  }

  text(position: number): string {
    return this.tokens[position]?.text ?? '';
  }

  isWord(position: number): boolean {
    return this.tokens[position]?.kind === 'word';
  }

  /** The first significant position at or after `position`; `length` if there is none. */
  at(position: number): number {
    let i = position;
    while (i < this.length && !isSignificant(this.tokens[i])) i++;
    return i;
  }

  next(position: number): number {
    return this.at(position + 1);
  }

  /** The significant position before `position`; -1 if there is none. */
  previous(position: number): number {
    let i = position - 1;
    while (i >= 0 && !isSignificant(this.tokens[i])) i--;
    return i;
  }

  /** The position of the bracket matching the one at `open`; `length` if it is never closed. */
  closing(open: number): number {
    const opened = this.text(open);
    const closed = CLOSING[opened];
    let depth = 0;
    for (let i = open; i < this.length; i = this.next(i)) {
      const text = this.text(i);
      if (text === opened) depth++;
      else if (text === closed && --depth === 0) return i;
      else if (opened === '<' && text in CLOSING) i = this.closing(i);
      else if (opened === '<' && ';)]}'.includes(text)) break;
    }
    return this.length;
  }

  /** The position of the bracket matching the one at `close`; -1 if there is none. */
  opening(close: number): number {
    const closed = this.text(close);
    const opened = Object.keys(CLOSING).find((text) => CLOSING[text] === closed);
    let depth = 0;
    for (let i = close; i >= 0; i = this.previous(i)) {
      const text = this.text(i);
      if (text === closed) depth++;
      else if (text === opened && --depth === 0) return i;
      else if (closed === '>' && ')]}'.includes(text)) i = this.opening(i);
    }
    return -1;
  }

  /** The texts of the significant tokens from `start` up to `end`, exclusive. */
  texts(start: number, end: number): string[] {
    return this.tokens
      .slice(start, end)
      .filter(isSignificant)
      .map(({ text }) => text);
  }

  /** Removes tokens but keeps their line breaks. */
  erase(start: number, end: number): void {
    for (const token of this.tokens.slice(start, end)) if (token.kind !== 'newline') token.text = '';
  }

  /** The words of each line, as they are now. */
  wordsByLine(): (place: { file: string; line: number }) => readonly string[] {
    const lines = new Map<string, string[]>();
    for (const { kind, text, file, line } of this.tokens) {
      if (kind !== 'word') continue;
      const key = `${file}:${line}`;
      const words = lines.get(key);
      if (words) words.push(text);
      else lines.set(key, [text]);
    }
    return ({ file, line }) => lines.get(`${file}:${line}`) ?? [];
  }

  print(): string {
    return this.tokens.map(({ text }) => text).join('');
  }
}

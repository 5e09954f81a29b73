/** A token of preprocessed MSL and where the user wrote it. */
export interface Token {
  readonly kind: 'space' | 'newline' | 'marker' | 'pragma' | 'string' | 'number' | 'word' | 'operator';
  /** What is printed; the rewriting changes it in place. */
  text: string;
  readonly file: string;
  /** From 1, in `file`. */
  readonly line: number;
  readonly column: number;
  /** How long it was there. */
  readonly width: number;
}

/** What the compiler is told the user's own text is called. */
export const USER_FILE = 'program_source';

/** In the order of the groups of TOKEN. */
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
const LINE_MARKER = /^#\s*(?:line\s+)?(\d+)(?:\s+"([^"]*)")?/;

/** Splits the output of the preprocessor; its line markers say where each token came from. */
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
      file = name ?? file;
    } else if (kind === 'newline') {
      line++;
      lineStart = match.index + 1;
    }
  }
  return tokens;
}

const INSIGNIFICANT: ReadonlySet<Token['kind']> = new Set(['space', 'newline', 'marker', 'pragma']);

/** Whether a token carries meaning: it is no white space, no directive, and was not erased. */
export function isSignificant(token: Token | undefined): boolean {
  return token !== undefined && token.text !== '' && !INSIGNIFICANT.has(token.kind);
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** A cursor over tokens that sees only the significant ones. Positions are indices into `tokens`. */
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

  /** The first significant position at or after `position`; `length` when there is none. */
  at(position: number): number {
    let i = position;
    while (i < this.length && !isSignificant(this.tokens[i])) i++;
    return i;
  }

  next(position: number): number {
    return this.at(position + 1);
  }

  /** The significant position before `position`; -1 when there is none. */
  previous(position: number): number {
    let i = position - 1;
    while (i >= 0 && !isSignificant(this.tokens[i])) i--;
    return i;
  }

  /** The position of the bracket that closes the one at `open`; `length` when it is never closed. */
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

  /** The position of the bracket that opens what the one at `close` closes; -1 when there is none. */
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

  /** Texts of the significant tokens from `start` up to, and not with, `end`. */
  texts(start: number, end: number): string[] {
    return this.tokens
      .slice(start, end)
      .filter(isSignificant)
      .map(({ text }) => text);
  }

  /** Takes tokens out, keeping the lines they stood on. */
  erase(start: number, end: number): void {
    for (const token of this.tokens.slice(start, end)) if (token.kind !== 'newline') token.text = '';
  }

  print(): string {
    return this.tokens.map(({ text }) => text).join('');
  }
}

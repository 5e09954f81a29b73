import { NotCounted } from './syntax.ts';

export interface Token {
  readonly kind: 'word' | 'number' | 'sign' | 'end';
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
}

const TOKEN =
  /(\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|([A-Za-z_]\w*)|(0[xX][\da-fA-F]+[uUlL]*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFhHuUlL]*)|(<<=|>>=|->|\+\+|--|<<|<=|>=|==|!=|&&|\|\||::|[-+*/%&|^]=|[-+*/%&|^!~<>=?:;,.(){}[\]])/y;

/** The tokens of MSL text. Macros without arguments are expanded; other directives than these are not understood. */
export function tokensOf(text: string): readonly Token[] {
  const macros = new Map<string, readonly Token[]>();
  const lines = text.split('\n');
  const plain = lines.map((line, index) => {
    const [, directive = '', rest = ''] = /^\s*#\s*(\w+)(.*)/.exec(line) ?? [];
    if (line.endsWith('\\')) throw new NotCounted(index + 1, 'a directive of several lines is not followed');
    if (directive === 'define') {
      const [, name, value = ''] = /^\s+(\w+)(?!\()\b(.*)/.exec(rest) ?? [];
      if (!name || value.startsWith('('))
        throw new NotCounted(index + 1, 'a macro with arguments is not followed');
      macros.set(name, scan(value, index + 1));
    } else if (directive !== '' && !['include', 'pragma'].includes(directive)) {
      throw new NotCounted(index + 1, `#${directive} is not followed`);
    }
    return directive === '' ? line : '';
  });
  const tokens = scan(plain.join('\n'), 1).flatMap((token) => expand(token, macros));
  return [...tokens, { kind: 'end', text: '', line: lines.length }];
}

function expand(token: Token, macros: ReadonlyMap<string, readonly Token[]>): readonly Token[] {
  const body = token.kind === 'word' ? macros.get(token.text) : undefined;
  if (!body) return [token];
  const others = new Map([...macros].filter(([name]) => name !== token.text));
  return body.flatMap((one) => expand({ ...one, line: token.line }, others));
}

function scan(text: string, firstLine: number): readonly Token[] {
  const tokens: Token[] = [];
  let line = firstLine;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) throw new NotCounted(line, `“${text[at]}” is not understood`);
    const [all, space, word, number] = found;
    if (space === undefined)
      tokens.push({
        kind: word !== undefined ? 'word' : number !== undefined ? 'number' : 'sign',
        text: all,
        line,
      });
    for (const character of all) if (character === '\n') line++;
  }
  return tokens;
}

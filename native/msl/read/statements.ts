import type { TokenList } from './tokens.ts';

/** A declaration at namespace scope; positions are token indices, `end` is exclusive. */
export interface Statement {
  readonly start: number;
  readonly end: number;
  /** The namespaces around it: "outer::inner::". */
  readonly scope: string;
  /** For a function, the brackets of its parameter list and, in a definition, of its body. */
  readonly parameters: { open: number; close: number } | null;
  readonly body: { open: number; close: number } | null;
}

/** The declarations between two positions, including those in nested namespaces. */
export function statementsOf(list: TokenList, start = 0, end = list.length, scope = ''): Statement[] {
  const statements: Statement[] = [];
  let i = list.at(start);
  while (i < end) {
    const inner = namespaceBody(list, i);
    if (inner) {
      statements.push(...statementsOf(list, inner.open + 1, inner.close, `${scope}${inner.name}`));
      i = list.next(inner.close);
    } else {
      const statement = { ...statementAt(list, i, end), scope };
      statements.push(statement);
      i = list.at(statement.end);
    }
  }
  return statements;
}

/** Erases `extern "C"` and its braces: a kernel's own linkage is that of its entry point. */
export function eraseLinkage(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const language = list.next(i);
    if (list.text(i) !== 'extern' || list.tokens[language]?.kind !== 'string') continue;
    const open = list.next(language);
    const close = list.text(open) === '{' ? list.closing(open) : list.length;
    list.erase(i, language + 1);
    if (close === list.length) continue;
    list.erase(open, open + 1);
    list.erase(close, close + 1);
  }
}

/** The braces of a namespace; `name` ends with `::` unless it has none. */
function namespaceBody(list: TokenList, start: number): { open: number; close: number; name: string } | null {
  let i = list.text(start) === 'inline' ? list.next(start) : start;
  if (list.text(i) !== 'namespace') return null;
  const nameAt = list.next(i);
  while (i < list.length && !['{', ';', '='].includes(list.text(i))) i = list.next(i);
  if (list.text(i) !== '{') return null;
  const name = list.texts(nameAt, i).join('');
  return { open: i, close: list.closing(i), name: name && `${name}::` };
}

const CLASS_WORDS = new Set(['struct', 'class', 'union', 'enum']);

function statementAt(list: TokenList, start: number, limit: number): Omit<Statement, 'scope'> {
  let parameters: Statement['parameters'] = null;
  let initialised = false;
  let isClass = false;
  let i = start;
  while (i < limit) {
    const text = list.text(i);
    if (text === ';') return { start, end: i + 1, parameters, body: null };
    if (text === '<' && list.text(list.previous(i)) === 'template') {
      i = list.next(list.closing(i));
      continue;
    }
    if (text === '(') {
      const close = list.closing(i);
      if (!initialised && !isClass) parameters ??= { open: i, close };
      i = close;
    } else if (text === '[') {
      i = list.closing(i);
    } else if (text === '=') {
      initialised = true;
    } else if (CLASS_WORDS.has(text) && !parameters) {
      isClass = true;
    } else if (text === '{') {
      const close = list.closing(i);
      if (parameters && !initialised) return { start, end: close + 1, parameters, body: { open: i, close } };
      i = close;
    }
    i = list.next(i);
  }
  return { start, end: limit, parameters, body: null };
}

/** Splits `a, b<c, d>, e` at its top-level commas; each part is a range of positions [start, end). */
export function splitByComma(list: TokenList, start: number, end: number): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let depth = 0;
  let from = list.at(start);
  for (let i = from; i < end; i = list.next(i)) {
    const text = list.text(i);
    if ('([{<'.includes(text)) depth++;
    else if (')]}>'.includes(text)) depth--;
    else if (text === ',' && depth === 0) {
      parts.push({ start: from, end: i });
      from = list.next(i);
    }
  }
  if (from < end) parts.push({ start: from, end });
  return parts;
}

import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';

const NON_VARIABLES = new Set([
  ...['using', 'typedef', 'struct', 'class', 'union', 'enum', 'namespace', 'extern', 'friend', 'template'],
  ...['static_assert', ';'],
]);

/** Refuses kinds of variables and functions that Metal does not support. Throws MslError. */
export function refuseDeclarations(list: TokenList, statements: readonly Statement[]): void {
  for (const { start, end, parameters, body } of statements) {
    if (parameters) refuseParameters(list, parameters);
    if (body) refuseInBody(list, body);
    if (!parameters) refuseProgramScope(list, start, end);
  }
}

function refuseParameters(list: TokenList, { close }: { close: number }): void {
  const last = list.previous(close);
  if (list.text(last) === '...' && [',', '('].includes(list.text(list.previous(last))))
    throw userError(list, last, 'Metal does not support functions with a variable number of arguments');
}

function refuseInBody(list: TokenList, { open, close }: { open: number; close: number }): void {
  refuseFunctionPointers(list, open, close);
  for (let i = list.next(open); i < close; i = list.next(i)) {
    if (list.text(i) !== 'static') continue;
    let end = i;
    while (end < close && ![';', '=', '{', '('].includes(list.text(end))) end = list.next(end);
    const isConstant = list.texts(i, end).some((text) => text === 'constant' || text === 'constexpr');
    if (!isConstant && list.text(end) !== '(')
      throw userError(list, i, 'a static variable in a function must be constant');
  }
}

/** `int (*f)(int)`. Templates may take functions as parameters, so those are not refused. */
function refuseFunctionPointers(list: TokenList, open: number, close: number): void {
  for (let i = list.next(open); i < close; i = list.next(i)) {
    const star = list.next(i);
    const name = list.next(star);
    const after = list.next(name);
    const isType = list.isWord(list.previous(i)) && list.text(list.previous(i)) !== 'return';
    if (list.text(i) !== '(' || !isType || list.text(star) !== '*' || !list.isWord(name)) continue;
    if (list.text(after) === ')' && list.text(list.next(after)) === '(')
      throw userError(
        list,
        star,
        'Metal does not support pointers to functions, except as template parameters',
      );
  }
}

function refuseProgramScope(list: TokenList, start: number, end: number): void {
  let first = start;
  while (['static', 'inline', 'constexpr', 'const'].includes(list.text(first))) first = list.next(first);
  if (!list.isWord(first) || NON_VARIABLES.has(list.text(first))) return;
  let nameAt = first;
  while (nameAt < end && !['=', '[', '{', ';'].includes(list.text(list.next(nameAt))))
    nameAt = list.next(nameAt);
  const texts = list.texts(start, nameAt);
  if (nameAt === first || texts.includes('constant') || texts.includes('operator')) return;
  throw userError(
    list,
    start,
    `a variable outside a function must be 'constant': '${list.text(nameAt)}'${texts.includes('threadgroup') ? ' (declare threadgroup memory in a kernel)' : ''}`,
  );
}

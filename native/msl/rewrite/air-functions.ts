import { type Statement, splitByComma } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';
import { ADDRESS_SPACES } from './words.ts';

/** Functions of Metal's intermediate language without their types, and what does the same (include/msl/async_copy.h). */
const FUNCTIONS: Readonly<Record<string, string>> = {
  'air.simdgroup_async_copy_1d': 'async_copy_1d',
  'air.simdgroup_async_copy_2d': 'async_copy_2d',
  'air.wait_simdgroup_events': 'wait_for_copies',
};

/**
 * Defines what a text only declares by a name in Metal's intermediate language: `void f(int) __asm("air.…");`. Throws
 * MslError for names that are unknown here.
 */
export function rewriteAirFunctions(list: TokenList, statements: readonly Statement[]): void {
  for (const { start, parameters, body } of statements) {
    const label = parameters && !body ? list.next(parameters.close) : list.length;
    if (!parameters || !['__asm', '__asm__', 'asm'].includes(list.text(label))) continue;
    const close = list.closing(list.next(label));
    const name = list
      .texts(list.next(label) + 1, close)
      .join('')
      .replaceAll('"', '');
    const known = FUNCTIONS[name.replace(/(\.p\di\d+)+$/, '')];
    if (!known)
      throw userError(list, label, `'${name}' is a function of Apple's compiler that is unavailable here`);
    define(list, start, parameters, known);
    list.erase(label, close + 1);
  }
}

function define(
  list: TokenList,
  start: number,
  { open, close }: { open: number; close: number },
  name: string,
): void {
  const returnsNothing = list.text(start) === 'void' && list.next(start) === list.previous(open);
  const names = splitByComma(list, open + 1, close).map(({ start: first, end }, i) => {
    const last = list.previous(end);
    const type = list.texts(first, last).filter((text) => text !== 'const' && !(text in ADDRESS_SPACES));
    const isNamed = list.isWord(last) && type.length > 0;
    const token = list.tokens[last];
    if (token && !isNamed) token.text += ` msl_a${i}`;
    return isNamed ? list.text(last) : `msl_a${i}`;
  });
  const [first, bracket] = [list.tokens[start], list.tokens[close]];
  if (!first || !bracket) return;
  first.text = `MSL_USER_FUNCTION ${first.text}`;
  bracket.text = `) { msl::${name}(${names.join(', ')}); ${returnsNothing ? '' : 'return {};'} }`;
}

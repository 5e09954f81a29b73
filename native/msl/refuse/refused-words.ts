import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';

const EXCEPTIONS = 'Metal does not support exceptions';
const ALLOCATION = 'Metal does not support dynamic memory allocation';
const TYPES = 'Metal does not support run-time type information';

/** Keywords of C++ that no kernel may use. */
const REFUSED: Readonly<Record<string, string>> = {
  double: 'Metal does not support double; use float',
  goto: 'Metal does not support goto',
  throw: EXCEPTIONS,
  try: EXCEPTIONS,
  catch: EXCEPTIONS,
  new: ALLOCATION,
  delete: ALLOCATION,
  virtual: 'Metal does not support virtual functions',
  dynamic_cast: TYPES,
  typeid: TYPES,
  thread_local: 'Metal does not support thread_local; variables in a function belong to their thread',
  asm: 'Metal does not support asm',
};

/** Refuses these keywords. Throws MslError. */
export function refuseWords(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (!list.isWord(i) || !Object.hasOwn(REFUSED, text)) continue;
    if (text === 'delete' && list.text(list.previous(i)) === '=') continue; // a deleted function
    throw userError(list, i, `'${text}' cannot be used: ${REFUSED[text]}`);
  }
}

import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';

const EXCEPTIONS = 'Metal has no exceptions';
const ALLOCATION = 'Metal has no dynamic memory';
const TYPES = 'Metal has no information about types at run time';
const GRAPHICS = 'the CPU device runs compute kernels only';

/** Words of C++, and of Metal for other devices, that no kernel may use. */
const REFUSED: Readonly<Record<string, string>> = {
  double: 'Metal has no double: use float',
  goto: 'Metal has no goto',
  throw: EXCEPTIONS,
  try: EXCEPTIONS,
  catch: EXCEPTIONS,
  new: ALLOCATION,
  delete: ALLOCATION,
  virtual: 'Metal has no virtual functions',
  dynamic_cast: TYPES,
  typeid: TYPES,
  thread_local: 'Metal has no thread_local: variables of a function belong to their thread',
  asm: 'Metal has no asm',
  vertex: GRAPHICS,
  fragment: GRAPHICS,
};

/** Refuses words. Throws MslError. */
export function refuseWords(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (!list.isWord(i) || !Object.hasOwn(REFUSED, text)) continue;
    if (text === 'delete' && list.text(list.previous(i)) === '=') continue; // a deleted function
    const isName = REFUSED[text] === GRAPHICS && !list.isWord(list.next(i));
    if (!isName) throw userError(list, i, `'${text}' cannot be used: ${REFUSED[text]}`);
  }
}

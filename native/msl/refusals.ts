import { refuseWords } from './forbidden-words.ts';
import { refuseBarePointers } from './pointers.ts';
import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';
import { userError } from './user-error.ts';

/**
 * Refuses what Metal's compiler refuses and clang would accept. Runs before the rewriting; `kernels` are their names.
 * Throws MslError.
 */
export function refuse(
  list: TokenList,
  statements: readonly Statement[],
  kernels: ReadonlySet<string>,
): void {
  refuseWords(list);
  refuseBarePointers(list, statements);
  for (const statement of statements) {
    refuseVariable(list, statement);
    refuseVariadic(list, statement);
    if (statement.body) refuseStatics(list, statement.body);
    if (statement.body) refuseKernelCalls(list, statement.body, kernels);
  }
  refuseRecursion(list, statements);
}

/** Variables outside of functions are constant. */
function refuseVariable(list: TokenList, { start, end, parameters, body }: Statement): void {
  if (parameters || body) return;
  const name = list.texts(start, end).findIndex((text) => ['=', ';', '[', '{'].includes(text));
  const texts = list.texts(start, end).slice(0, name);
  if (texts[0] === 'threadgroup') {
    throw userError(list, start, 'a threadgroup variable is declared in a kernel, not outside of functions');
  }
  const last = texts.at(-2) ?? '';
  const isVariable = texts.length > 1 && (SCALAR.test(last) || last === '>') && !DECLARES.has(texts[0] ?? '');
  if (!isVariable || texts.includes('constant')) return;
  throw userError(
    list,
    start,
    `variable '${texts.at(-1)}' must be in the constant address space, since it is outside of functions`,
  );
}

const SCALAR = /^(bool|u?char|u?short|u?int|u?long|half|float|bfloat)([234](x[234])?)?$/;
const DECLARES = new Set([
  'using',
  'typedef',
  'template',
  'struct',
  'class',
  'enum',
  'union',
  'static_assert',
  'namespace',
]);

function refuseVariadic(list: TokenList, { start, parameters }: Statement): void {
  if (!parameters || list.text(start) === 'template') return;
  const last = list.previous(parameters.close);
  if (list.text(last) === '...')
    throw userError(list, last, 'Metal has no functions with variable arguments');
}

/** `static` in a function means one variable for all threads. */
function refuseStatics(list: TokenList, { open, close }: NonNullable<Statement['body']>): void {
  for (let i = list.next(open); i < close; i = list.next(i)) {
    if (list.text(i) !== 'static') continue;
    const isConstant = ['const', 'constexpr', 'constant'].some((word) =>
      [list.previous(i), list.next(i), list.next(list.next(i))].some((at) => list.text(at) === word),
    );
    if (!isConstant) throw userError(list, i, 'a static variable in a function must be constant');
  }
}

function refuseKernelCalls(
  list: TokenList,
  body: NonNullable<Statement['body']>,
  kernels: ReadonlySet<string>,
): void {
  for (const called of callsIn(list, body)) {
    if (!kernels.has(called)) continue;
    throw userError(list, body.open, `kernel '${called}' is called: kernels are started by the host alone`);
  }
}

/** Overloads share a name here, so only functions that are defined once are followed. */
function refuseRecursion(list: TokenList, statements: readonly Statement[]): void {
  const definitions = new Map<string, { nameAt: number; calls: Set<string> }[]>();
  for (const { parameters, body } of statements) {
    if (!parameters || !body) continue;
    const nameAt = list.previous(parameters.open);
    const definition = { nameAt, calls: callsIn(list, body) };
    definitions.set(list.text(nameAt), [...(definitions.get(list.text(nameAt)) ?? []), definition]);
  }
  for (const [name, [definition, ...overloads]] of definitions) {
    if (!definition || overloads.length > 0) continue;
    const reached = new Set(definition.calls);
    for (const called of reached) {
      const [callee, ...others] = definitions.get(called) ?? [];
      if (callee && others.length === 0) for (const next of callee.calls) reached.add(next);
    }
    if (reached.has(name))
      throw userError(list, definition.nameAt, `'${name}' calls itself; Metal has no recursion`);
  }
}

/** Words that are followed by arguments, but for members of something else. */
function callsIn(list: TokenList, { open, close }: NonNullable<Statement['body']>): Set<string> {
  const calls = new Set<string>();
  for (let i = list.next(open); i < close; i = list.next(i)) {
    if (!list.isWord(i) || list.text(list.next(i)) !== '(') continue;
    if (!['::', '.', '->'].includes(list.text(list.previous(i)))) calls.add(list.text(i));
  }
  return calls;
}

import { type Statement, splitByComma } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { declaresVariable } from './words.ts';

const NO_TYPES = new Set(['return', 'case', 'else', 'do', 'sizeof', 'alignof', 'typename', 'throw']);

/** What is said of constants that are no objects of classes. */
const PLAIN =
  /^(constant|const|constexpr|static|inline|metal|unsigned|signed|(bool|char|u?short|u?int|u?long|half|float|bfloat|uchar|size_t|u?int\d+_t)[234]?)$/;

/** What a text declares `constant`. */
interface Constant {
  /** Whether it, or an element, may be an object of a class of the text. */
  readonly isObject: boolean;
  readonly dimensions: number;
}

type Constants = ReadonlyMap<string, Constant>;

/**
 * Makes references to what a text declares `constant` into references to constant memory: clang has it in all of global
 * memory, of which constant memory is a part here. Elements and members are read as they are, unless functions of classes
 * may be told apart by the space.
 */
export function rewriteConstants(
  list: TokenList,
  statements: readonly Statement[],
  constants: Constants,
  isToldApart: boolean,
): void {
  if (constants.size === 0) return;
  for (const { start, parameters, body } of statements) {
    if (!parameters || !body) continue;
    const shadowed = new Set([...templateParameters(list, start), ...namesDeclared(list, parameters, body)]);
    for (let i = list.next(body.open); i < body.close; i = list.next(i)) {
      const token = list.tokens[i];
      const constant = token && list.isWord(i) ? constants.get(token.text) : undefined;
      if (!token || !constant || shadowed.has(token.text)) continue;
      const isSelected = isToldApart && constant.isObject && ['.', '['].includes(list.text(list.next(i)));
      if (!isSelected && !isReferredTo(list, i, constant)) continue;
      token.text = `msl::in_constant(${token.text})`;
    }
  }
}

/** What a text declares constant, by name. Must run before such declarations are rewritten. */
export function constantsIn(list: TokenList): Constants {
  const found = new Map<string, Constant>();
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== 'constant' || !declaresVariable(list, i)) continue;
    let nameAt = i;
    while (nameAt < list.length && !['=', '[', ';', '{', '('].includes(list.text(list.next(nameAt))))
      nameAt = list.next(nameAt);
    let dimensions = 0;
    for (let at = list.next(nameAt); list.text(at) === '['; at = list.next(list.closing(at))) dimensions++;
    const isObject = list.texts(i, nameAt).some((text) => /^\w/.test(text) && !PLAIN.test(text));
    if (list.isWord(nameAt)) found.set(list.text(nameAt), { dimensions, isObject });
  }
  return found;
}

/** The names of the parameters of a template that begins at a position; none if it is no template. */
function templateParameters(list: TokenList, start: number): string[] {
  const open = list.next(start);
  if (list.text(start) !== 'template' || list.text(open) !== '<') return [];
  return splitByComma(list, list.next(open), list.closing(open)).map((part) => {
    const equals = list.texts(part.start, part.end).indexOf('=');
    return list.texts(part.start, part.end).at(equals < 0 ? -1 : equals - 1) ?? '';
  });
}

/** The names of a function's parameters and variables, which hide those of constants. */
function namesDeclared(
  list: TokenList,
  parameters: NonNullable<Statement['parameters']>,
  body: NonNullable<Statement['body']>,
): Set<string> {
  const names = new Set<string>();
  for (let i = parameters.open; i < body.close; i = list.next(i)) {
    const before = list.previous(i);
    const isDeclared = list.isWord(before) && !NO_TYPES.has(list.text(before));
    const isLocal = !list.texts(startOf(list, i), i).some((text) => /\b(constant|__global)$/.test(text));
    if (list.isWord(i) && isLocal && (i < parameters.close || isDeclared)) names.add(list.text(i));
  }
  return names;
}

function startOf(list: TokenList, position: number): number {
  let i = position;
  while (i > 0 && !';{}(,'.includes(list.text(list.previous(i)))) i = list.previous(i);
  return i;
}

/** Whether a constant is used as a whole, by reference, rather than read. */
function isReferredTo(list: TokenList, position: number, { dimensions }: Constant): boolean {
  const before = list.previous(position);
  const after = list.text(list.next(position));
  if (['.', '->', '::', '<'].includes(list.text(before)) || after === '::') return false;
  const isAddress = list.text(before) === '&' && !isOperand(list, list.previous(before));
  if (isAddress || dimensions > 1) return true;
  if (dimensions === 1 && after === '[')
    return ['(', ','].includes(list.text(before)) || bindsReference(list, before);
  if (dimensions === 1) return true;
  const isArgument = [',', ')'].includes(after) && ['(', ','].includes(list.text(before));
  if (isArgument) return list.text(list.previous(before)) !== 'is_function_constant_defined';
  return after === ';' && bindsReference(list, before);
}

/** `constant T &x =`. */
function bindsReference(list: TokenList, equals: number): boolean {
  return list.text(equals) === '=' && list.text(list.previous(list.previous(equals))) === '&';
}

/** Whether what ends here is a value, so that a `&` after it is an operator between two. */
function isOperand(list: TokenList, position: number): boolean {
  const text = list.text(position);
  const isValue = list.isWord(position) || list.tokens[position]?.kind === 'number';
  return (isValue && !NO_TYPES.has(text)) || text === ')' || text === ']';
}

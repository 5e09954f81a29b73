import type { CallExtent } from '../../read/exchanges/call-extent.ts';
import type { ExchangeCall } from '../../read/exchanges/exchanges.ts';
import { lambdasIn } from '../../read/exchanges/lambdas.ts';
import { endsDeclaredType } from '../../read/templates.ts';
import type { TokenList } from '../../read/tokens.ts';

/** A call that is to be made in a scope of its own. */
interface ScopedCall extends CallExtent {
  /** Whether it is made before the call that it is an argument of, though in the scope of that. */
  readonly isArgument: boolean;
}

/** Brackets after these words hold what is not evaluated, or is by the compiler. */
const CONSTANT_HEADS = new Set(['constexpr', 'static_assert', 'sizeof', 'decltype', 'alignof', 'alignas']);

/** The words after which a name is called rather than declared. */
const BEFORE_CALLS = new Set(['return', 'else', 'do', 'case']);

/**
 * The calls in some function bodies that need scopes: all of the user's functions, and those of the library's that are
 * arguments of others or have such.
 */
export function scopedCalls(
  list: TokenList,
  calls: readonly ExchangeCall[],
  bodies: readonly CallExtent[],
): ScopedCall[] {
  const contains = (outer: CallExtent, { start, end }: CallExtent) =>
    outer.start <= start && end <= outer.end;
  const plain = calls.filter((call) => bodies.some((body) => contains(body, call)) && isPlain(list, call));
  const lambdas = lambdasIn(list).map(({ open }) => ({ start: open, end: list.closing(open) }));
  const isMadeFor = (inner: ExchangeCall, outer: ExchangeCall) =>
    outer !== inner &&
    contains(outer, inner) &&
    !lambdas.some((lambda) => contains(outer, lambda) && contains(lambda, inner));
  return plain
    .map((call) => ({ ...call, isArgument: plain.some((outer) => isMadeFor(call, outer)) }))
    .filter((call) => !call.isLibrary || call.isArgument || plain.some((inner) => isMadeFor(inner, call)));
}

/** Whether a call gives a value at run time; an object to refer to cannot leave its scope. */
function isPlain(list: TokenList, { start, end, givesReference }: ExchangeCall): boolean {
  if (givesReference || ['.', '[', '='].includes(list.text(list.next(end)))) return false;
  const before = list.previous(start);
  if (list.isWord(before) && !BEFORE_CALLS.has(list.text(before))) return false;
  if (endsDeclaredType(list, before)) return false;
  const bindsReference = list.text(before) === '=' && list.text(list.previous(list.previous(before))) === '&';
  return !bindsReference && !isConstant(list, start);
}

/** Whether what is at a position is a constant expression, or not evaluated at all. */
function isConstant(list: TokenList, position: number): boolean {
  for (let i = list.previous(position); i >= 0 && !';{}'.includes(list.text(i)); i = list.previous(i)) {
    const text = list.text(i);
    if (text === ')' || text === ']') i = list.opening(i);
    else if (text === '(' && CONSTANT_HEADS.has(list.text(list.previous(i)))) return true;
    else if (text === 'constexpr' && list.text(list.next(i)) !== '(') return true;
  }
  return false;
}

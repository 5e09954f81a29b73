import { type Attribute, POSITION_ATTRIBUTES } from './attributes.ts';
import { constantExpression } from './constant-expression.ts';
import { type Statement, splitByComma } from './statements.ts';
import type { TokenList } from './tokens.ts';
import type { FunctionConstantDeclaration, KernelArgument } from './types.ts';
import { userError } from './user-error.ts';

export type AttributeMap = ReadonlyMap<number, readonly Attribute[]>;

/** Threads in a threadgroup (Metal feature set tables). */
const MAX_THREADS = 1024;
/** Indices of buffers, and of threadgroup memory, are below this. */
const MAX_INDICES = 31;

/** A kernel's argument as declared, and whether it is a reference rather than a pointer. */
export interface Parameter extends KernelArgument {
  readonly reference: boolean;
  /** The attribute that says which position it is; null for memory. */
  readonly attribute: keyof typeof POSITION_ATTRIBUTES | null;
  /** The function constant without which a kernel does not have this argument. */
  readonly condition: string | null;
}

export interface KernelDeclaration {
  readonly name: string;
  readonly body: NonNullable<Statement['body']>;
  readonly isTemplate: boolean;
  readonly parameters: readonly Parameter[];
  readonly maxThreadsPerThreadgroup: number | null;
}

export interface FunctionConstantPlace extends FunctionConstantDeclaration {
  readonly statement: Statement;
}

/** `template [[host_name("n")]] kernel void f<8>(…);` */
export interface Instantiation {
  readonly hostName: string;
  readonly base: string;
  /** Of `f<8>` or `f`. */
  readonly nameAt: number;
  readonly hasArguments: boolean;
  /** One past `f<8>`. */
  readonly end: number;
  readonly statement: Statement;
}

/** `f<8>` as an expression, in what the text has become by now; without arguments its parameters tell which f. */
export function instanceExpression(list: TokenList, instance: Instantiation): string {
  const { nameAt, end, hasArguments, statement } = instance;
  const name = list.texts(nameAt, end).join(' ');
  if (hasArguments || !statement.parameters) return name;
  const { open, close } = statement.parameters;
  return `static_cast<void (&)(${list.texts(open + 1, close).join(' ')})>(${name})`;
}

/** The attributes of tokens from the one before `start` up to, and not with, `end`. */
function attributesIn(list: TokenList, attributes: AttributeMap, start: number, end: number): Attribute[] {
  const found = [...(attributes.get(list.previous(start)) ?? [])];
  for (let i = start; i < end; i = list.next(i)) found.push(...(attributes.get(i) ?? []));
  return found;
}

/** The kernel that a statement defines; null for anything else. Throws MslError for what Metal refuses. */
export function kernelAt(
  list: TokenList,
  attributes: AttributeMap,
  statement: Statement,
): KernelDeclaration | null {
  const { parameters, body, start } = statement;
  if (!parameters || !body) return null;
  const head = list.texts(start, parameters.open);
  const own = attributesIn(list, attributes, start, parameters.open);
  if (!head.includes('kernel') && !own.some(({ name }) => name === 'kernel')) return null;
  const nameAt = list.previous(parameters.open);
  const name = list.text(nameAt);
  if (list.text(list.previous(nameAt)) !== 'void') {
    throw userError(list, nameAt, `kernel '${name}' must return void`);
  }
  const limit = own.find((attribute) => attribute.name === 'max_total_threads_per_threadgroup');
  return {
    name,
    body,
    isTemplate: head[0] === 'template',
    parameters: parametersOf(list, attributes, parameters, name),
    maxThreadsPerThreadgroup: limit ? threadLimitOf(list, limit) : null,
  };
}

/** Null for an expression of template parameters. Throws MslError. */
function threadLimitOf(list: TokenList, { values, position }: Attribute): number | null {
  const limit = constantExpression(values);
  if (limit === null || (limit >= 1 && limit <= MAX_THREADS)) return limit;
  throw userError(
    list,
    position,
    `max_total_threads_per_threadgroup must be 1 to ${MAX_THREADS}, not ${limit}`,
  );
}

function parametersOf(
  list: TokenList,
  attributes: AttributeMap,
  { open, close }: { open: number; close: number },
  kernel: string,
): Parameter[] {
  const ranges = splitByComma(list, open + 1, close);
  const declared = ranges
    .map((range) => parameterAt(list, attributes, range, kernel))
    .filter((p) => p !== null);
  refuseSharedIndices(list, ranges, declared, kernel);
  const taken = new Set(declared.filter(({ kind }) => kind === 'buffer').map(({ index }) => index));
  return declared.map((parameter) => {
    if (parameter.kind !== 'buffer' || parameter.index >= 0) return parameter;
    let index = 0;
    while (taken.has(index)) index++; // Metal gives arguments without an index the free ones, in order
    taken.add(index);
    return { ...parameter, index };
  });
}

function refuseSharedIndices(
  list: TokenList,
  ranges: readonly { start: number }[],
  declared: readonly Parameter[],
  kernel: string,
): void {
  const seen = new Map<string, string>();
  for (const [i, { kind, index, name, condition }] of declared.entries()) {
    if (kind === 'position' || index < 0 || condition) continue;
    const place = `${kind}(${index})`;
    const at = ranges[i]?.start ?? 0;
    if (index >= MAX_INDICES)
      throw userError(list, at, `${place} of '${name}' is beyond ${kind}(${MAX_INDICES - 1})`);
    const other = seen.get(place);
    if (other !== undefined) {
      throw userError(list, at, `${place} is both '${other}' and '${name}' of kernel '${kernel}'`);
    }
    seen.set(place, name);
  }
}

function parameterAt(
  list: TokenList,
  attributes: AttributeMap,
  { start, end }: { start: number; end: number },
  kernel: string,
): Parameter | null {
  const texts = list.texts(start, end);
  if (texts.join('') === 'void') return null;
  let nameAt = start;
  for (let i = start; i < end && list.text(i) !== '['; i = list.next(i)) if (list.isWord(i)) nameAt = i;
  const name = list.text(nameAt);
  const type = list.texts(start, nameAt).join(' ');
  const own = attributesIn(list, attributes, list.next(start), end);
  const condition = own.find((attribute) => attribute.name === 'function_constant')?.values ?? null;
  const position = own.find((attribute) => attribute.name in POSITION_ATTRIBUTES);
  if (position) {
    const attribute = position.name as keyof typeof POSITION_ATTRIBUTES;
    return { name, type, kind: 'position', index: -1, access: null, reference: false, attribute, condition };
  }
  const reference = texts.includes('&');
  const pointer = texts.includes('*') || list.text(list.next(nameAt)) === '[';
  if (!reference && !pointer) {
    throw userError(
      list,
      nameAt,
      `argument '${name}' of kernel '${kernel}' needs an attribute that says what it is`,
    );
  }
  const memory = own.find((attribute) => attribute.name === 'buffer' || attribute.name === 'threadgroup');
  const isThreadgroup = texts.includes('threadgroup');
  return {
    name,
    type,
    kind: isThreadgroup ? 'threadgroup' : 'buffer',
    index: memory ? indexOf(list, memory, `'${name}'`) : isThreadgroup ? 0 : -1,
    access: isThreadgroup
      ? null
      : texts.includes('constant') || texts.includes('const')
        ? 'read'
        : 'read-write',
    reference: reference && !pointer,
    attribute: null,
    condition,
  };
}

/** The number in brackets of an attribute. Throws MslError. */
function indexOf(list: TokenList, { values, position }: Attribute, what: string): number {
  const index = constantExpression(values);
  if (index !== null && index >= 0) return index;
  throw userError(list, position, `the index of ${what} must be an integer, not '${values}'`);
}

/** Words of a declaration that say where something is, not what. */
const STORAGE = new Set(['constant', 'const', 'constexpr', 'static', 'inline']);

/** The function constant that a statement declares; null for anything else. */
export function functionConstantAt(
  list: TokenList,
  attributes: AttributeMap,
  statement: Statement,
): FunctionConstantPlace | null {
  const { start, end } = statement;
  const attribute = attributesIn(list, attributes, list.next(start), end).find(
    (a) => a.name === 'function_constant',
  );
  if (!attribute || statement.body) return null;
  const texts = list.texts(start, end - 1).filter((text) => !STORAGE.has(text));
  const name = texts.at(-1) ?? '';
  const index = indexOf(list, attribute, `function constant '${name}'`);
  return { index, name, type: texts.slice(0, -1).join(' '), statement };
}

/** The explicit instantiation of a template that a statement is; null for anything else. */
export function instantiationAt(
  list: TokenList,
  attributes: AttributeMap,
  statement: Statement,
): Instantiation | null {
  const { start, end, parameters, body } = statement;
  if (list.text(start) !== 'template' || list.text(list.next(start)) === '<' || body) return null;
  // `void f<8>(…);`, or `type_of_f f<8>;` without a list.
  const after = parameters?.open ?? list.previous(end);
  const close = list.previous(after);
  let open = close;
  for (let depth = 0; open > start; open = list.previous(open)) {
    if (list.text(open) === '>') depth++;
    if (list.text(open) === '<' && --depth === 0) break;
    if (depth === 0) break; // no template arguments: they are deduced from the parameters
  }
  const hasArguments = list.text(open) === '<';
  const nameAt = hasArguments ? list.previous(open) : close;
  const named = attributesIn(list, attributes, list.next(start), after).find((a) => a.name === 'host_name');
  const hostName = named ? named.values.replaceAll('"', '').trim() : list.texts(nameAt, after).join(' ');
  return { hostName, base: list.text(nameAt), nameAt, hasArguments, end: after, statement };
}

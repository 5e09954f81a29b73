import type { FunctionConstantDeclaration, KernelArgument } from '../types.ts';
import { userError } from '../user-error.ts';
import {
  type Attribute,
  type AttributeMap,
  attributesIn,
  hostNameIn,
  POSITION_ATTRIBUTES,
  refuseUnknown,
} from './attributes.ts';
import { evaluate, type IntegerConstants } from './constant-expression.ts';
import { type Statement, splitByComma } from './statements.ts';
import { partsOf, type TemplateParameter, templateParameter } from './templates.ts';
import type { TokenList } from './tokens.ts';

/** Facts about the whole text that reading a declaration needs. */
export interface Context {
  readonly attributes: AttributeMap;
  readonly constants: IntegerConstants;
  /** Whether it includes the headers of tensors. */
  readonly usesTensors: boolean;
}

/** A kernel's argument as declared. */
export interface Parameter extends KernelArgument {
  /** A reference rather than a pointer. */
  readonly reference: boolean;
  /** The position of its name. */
  readonly nameAt: number;
  /** The attribute of a position argument; null for memory. */
  readonly attribute: keyof typeof POSITION_ATTRIBUTES | null;
  /** The function constant that the argument's existence depends on. */
  readonly condition: string | null;
}

export interface KernelDeclaration {
  readonly name: string;
  /** With its namespaces: "::mine::k". */
  readonly qualifiedName: string;
  /** The name to look it up by. */
  readonly hostName: string;
  readonly nameAt: number;
  readonly statement: Statement;
  readonly body: NonNullable<Statement['body']>;
  /** Null for a kernel that is not a template. */
  readonly templateParameters: readonly TemplateParameter[] | null;
  readonly parameters: readonly Parameter[];
  readonly maxThreadsPerThreadgroup: number | null;
}

export interface FunctionConstantPlace extends FunctionConstantDeclaration {
  readonly statement: Statement;
}

/** Of function constants; argument indices have a lower limit. */
const LARGEST_INDEX = 65535;

/** The integer value of an attribute. Throws MslError if it cannot be evaluated. */
function indexOf(list: TokenList, attribute: Attribute, constants: IntegerConstants): number {
  const { name, values, position } = attribute;
  const index = evaluate(values.split(' '), constants);
  if (index !== null && index >= 0 && index <= LARGEST_INDEX) return index;
  throw userError(
    list,
    position,
    `the index of '${name}' must be a constant from 0 to ${LARGEST_INDEX}, not '${values}'`,
  );
}

/** The kernel that a statement defines; null for any other statement. Throws MslError for what Metal rejects. */
export function kernelAt(list: TokenList, context: Context, statement: Statement): KernelDeclaration | null {
  const { parameters, body, start } = statement;
  if (!parameters || !body) return null;
  const head = list.texts(start, parameters.open);
  const own = attributesIn(list, context.attributes, start, parameters.open);
  if (!head.includes('kernel') && !own.some(({ name }) => name === 'kernel')) return null;
  const nameAt = list.previous(parameters.open);
  const name = list.text(nameAt);
  if (list.texts(start, nameAt).findLast((text) => text !== 'kernel') !== 'void') {
    throw userError(list, nameAt, `kernel '${name}' must return void`);
  }
  const limit = own.find((attribute) => attribute.name === 'max_total_threads_per_threadgroup')?.values;
  return {
    name,
    qualifiedName: `::${statement.scope}${name}`,
    hostName: hostNameIn(own) ?? `${statement.scope}${name}`,
    nameAt,
    statement,
    body,
    templateParameters:
      head[0] === 'template' ? partsOf(list, list.next(start)).map(templateParameter) : null,
    parameters: parametersOf(list, context, parameters, name),
    maxThreadsPerThreadgroup: limit ? evaluate(limit.split(' '), context.constants) : null,
  };
}

function parametersOf(
  list: TokenList,
  context: Context,
  { open, close }: { open: number; close: number },
  kernel: string,
): Parameter[] {
  const ranges = splitByComma(list, open + 1, close);
  const declared = ranges.map((range) => parameterAt(list, context, range, kernel)).filter((p) => p !== null);
  const taken = new Set(declared.map(({ kind, index }) => `${kind} ${index}`));
  return declared.map((parameter) => {
    const { kind } = parameter;
    if (kind === 'position' || parameter.index >= 0) return parameter;
    let index = 0;
    while (taken.has(`${kind} ${index}`)) index++; // Metal assigns the free indices in order
    taken.add(`${kind} ${index}`);
    return { ...parameter, index };
  });
}

function parameterAt(
  list: TokenList,
  { attributes, constants, usesTensors }: Context,
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
    return {
      name,
      type,
      kind: 'position',
      index: -1,
      access: null,
      reference: false,
      nameAt,
      attribute,
      condition,
    };
  }
  const reference = texts.includes('&');
  const pointer = texts.includes('*') || list.text(list.next(nameAt)) === '[';
  const memory = own.find((attribute) => attribute.name === 'buffer' || attribute.name === 'threadgroup');
  const namesTensor = usesTensors && texts.some((text, i) => text === 'tensor' && texts[i + 1] === '<');
  // What is passed by value can only be a tensor, perhaps by another name.
  const isTensor = !reference && !pointer && (namesTensor || (usesTensors && memory?.name === 'buffer'));
  if (!reference && !pointer && !isTensor) {
    refuseUnknown(list, own);
    throw userError(list, nameAt, `argument '${name}' of kernel '${kernel}' needs an attribute`);
  }
  if (namesTensor && !isTensor)
    throw userError(list, nameAt, `argument '${name}' of kernel '${kernel}': a tensor is passed by value`);
  const isThreadgroup = !isTensor && texts.includes('threadgroup');
  return {
    name,
    type,
    kind: isThreadgroup ? 'threadgroup' : 'buffer',
    ...(isTensor && { isTensor }),
    index: memory ? indexOf(list, memory, constants) : -1,
    access: isThreadgroup
      ? null
      : texts.includes('constant') || texts.includes('const')
        ? 'read'
        : 'read-write',
    reference: reference && !pointer,
    nameAt,
    attribute: null,
    condition,
  };
}

/** The function constant that a statement declares; null for any other statement. */
export function functionConstantAt(
  list: TokenList,
  { attributes, constants }: Context,
  statement: Statement,
): FunctionConstantPlace | null {
  const { start, end } = statement;
  const attribute = attributesIn(list, attributes, list.next(start), end).find(
    (a) => a.name === 'function_constant',
  );
  if (!attribute || statement.body || statement.parameters) return null;
  const equals = list.texts(start, end).indexOf('=');
  if (equals >= 0) throw userError(list, start, 'a function constant cannot be initialised');
  const texts = list
    .texts(start, end - 1)
    .filter((text) => !['constant', 'const', 'constexpr', 'static'].includes(text));
  const name = texts.at(-1) ?? '';
  const index = indexOf(list, attribute, constants);
  return { index, name, type: texts.slice(0, -1).join(' '), statement };
}

import { refuseTextureOf } from '../refuse/textures.ts';
import type { FunctionConstantDeclaration, KernelArgument } from '../types.ts';
import { userError } from '../user-error.ts';
import {
  type Attribute,
  type AttributeMap,
  attributesIn,
  hostNameIn,
  POSITION_ATTRIBUTES,
} from './attributes.ts';
import { evaluate, type IntegerConstants } from './constant-expression.ts';
import { type Statement, splitByComma } from './statements.ts';
import { partsOf, type TemplateParameter, templateParameter } from './templates.ts';
import type { TokenList } from './tokens.ts';

/** What the text says about the tokens that were read. */
export interface Context {
  readonly attributes: AttributeMap;
  readonly constants: IntegerConstants;
}

/** A kernel's argument as declared, and whether it is a reference rather than a pointer. */
export interface Parameter extends KernelArgument {
  readonly reference: boolean;
  /** Where its name stands. */
  readonly nameAt: number;
  /** The attribute that says which position it is; null for memory. */
  readonly attribute: keyof typeof POSITION_ATTRIBUTES | null;
  /** The function constant without which a kernel does not have this argument. */
  readonly condition: string | null;
}

export interface KernelDeclaration {
  readonly name: string;
  /** What it is looked up by. */
  readonly hostName: string;
  readonly nameAt: number;
  readonly statement: Statement;
  /** Null for a kernel that is no template. */
  readonly templateParameters: readonly TemplateParameter[] | null;
  readonly parameters: readonly Parameter[];
  readonly maxThreadsPerThreadgroup: number | null;
}

export interface FunctionConstantPlace extends FunctionConstantDeclaration {
  readonly statement: Statement;
}

/** Of function constants; those of arguments are fewer. */
const LARGEST_INDEX = 65535;

/** The integer that an attribute holds. Throws MslError when its value is not known from the text. */
function indexOf(list: TokenList, attribute: Attribute, constants: IntegerConstants): number {
  const { name, values, position } = attribute;
  const index = evaluate(values.split(' '), constants);
  if (index !== null && index >= 0 && index <= LARGEST_INDEX) return index;
  throw userError(
    list,
    position,
    `the index of '${name}' must be a constant of 0 to ${LARGEST_INDEX}, not '${values}'`,
  );
}

/** The kernel that a statement defines; null for anything else. Throws MslError for what Metal refuses. */
export function kernelAt(list: TokenList, context: Context, statement: Statement): KernelDeclaration | null {
  const { parameters, body, start } = statement;
  if (!parameters || !body) return null;
  const head = list.texts(start, parameters.open);
  const own = attributesIn(list, context.attributes, start, parameters.open);
  if (!head.includes('kernel') && !own.some(({ name }) => name === 'kernel')) return null;
  const nameAt = list.previous(parameters.open);
  const name = list.text(nameAt);
  if (list.text(list.previous(nameAt)) !== 'void') {
    throw userError(list, nameAt, `kernel '${name}' must return void`);
  }
  const limit = own.find((attribute) => attribute.name === 'max_total_threads_per_threadgroup')?.values;
  return {
    name,
    hostName: hostNameIn(own) ?? name,
    nameAt,
    statement,
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
  const taken = new Set(declared.filter(({ kind }) => kind === 'buffer').map(({ index }) => index));
  return declared.map((parameter) => {
    if (parameter.kind !== 'buffer' || parameter.index >= 0) return parameter;
    let index = 0;
    while (taken.has(index)) index++; // Metal gives arguments without an index the free ones, in order
    taken.add(index);
    return { ...parameter, index };
  });
}

function parameterAt(
  list: TokenList,
  { attributes, constants }: Context,
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
  refuseTextureOf(list, kernel, { start, end });
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
    index: memory ? indexOf(list, memory, constants) : isThreadgroup ? 0 : -1,
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

/** The function constant that a statement declares; null for anything else. */
export function functionConstantAt(
  list: TokenList,
  { attributes, constants }: Context,
  statement: Statement,
): FunctionConstantPlace | null {
  const { start, end } = statement;
  const attribute = attributesIn(list, attributes, list.next(start), end).find(
    (a) => a.name === 'function_constant',
  );
  if (!attribute || statement.body) return null;
  const equals = list.texts(start, end).indexOf('=');
  if (equals >= 0) throw userError(list, start, 'a function constant cannot be initialised');
  const texts = list
    .texts(start, end - 1)
    .filter((text) => !['constant', 'const', 'constexpr', 'static'].includes(text));
  const name = texts.at(-1) ?? '';
  const index = indexOf(list, attribute, constants);
  return { index, name, type: texts.slice(0, -1).join(' '), statement };
}

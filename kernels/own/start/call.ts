import { elementType } from '../../msl/element-types.ts';
import { indent } from '../../msl/text.ts';
import type { Amount, DescribedArgument, DescribedTensor, DescribedValue, MetalPass } from '../descriptor.ts';
import { type KernelText, kernelText, type TextArgument } from './kernel-text.ts';

/** A tensor of a call in Python, which the text has a name for. */
export interface CallTensor {
  readonly kind: 'tensor';
  readonly argument: TextArgument;
  readonly buffer: string;
  readonly isWritten: boolean;
}

/** A number of a call in Python, or a list of them. */
export interface CallNumbers {
  readonly kind: 'int' | 'float';
  readonly name: string;
  readonly value: Amount | readonly Amount[];
}

/** A flag of a call in Python, for a function constant that the body mentions. */
export interface CallFlag {
  readonly name: string;
  readonly value: string | boolean;
}

/** A pass as Python's libraries launch one: with tensors and plain numbers, but no structs and no function constants. */
export interface Call {
  /** Its declarations take structs from a thread's own memory. */
  readonly text: KernelText;
  /** What is in memory, in the order of the text's arguments. */
  readonly arguments: readonly (CallTensor | CallNumbers)[];
  readonly flags: readonly CallFlag[];
  /** Statements that set what the body knows by other names: structs, and numbers of other types. */
  readonly setsNumbers: readonly string[];
  /** What tells a thread where it is. */
  readonly places: readonly TextArgument[];
  /** Threads in all, and of a threadgroup. */
  readonly grid: readonly Amount[];
  readonly threadgroup: readonly Amount[];
}

/** A pass with its text, which is written as the generated ones are, as a call in Python. */
export function callOf(pass: MetalPass, source: string): Call {
  const text = kernelText(source);
  const inMemory = text.arguments.filter(({ attribute }) => attribute === 'buffer');
  const taken = inMemory.map((argument): Taken => {
    const described = pass.buffers?.[argument.index];
    if (described === undefined) throw new Error(`nothing is bound to ${argument.name}`);
    if (typeof described === 'string') return tensorOf(argument, described);
    if ('tensor' in described) throw new Error(`${argument.name} is a tensor of Metal's own`);
    return numbersOf(argument, described);
  });
  const structs = inMemory.filter(({ type, mark }) => mark === '&' && !elementType(typeName(type)));
  const names = structs.map(({ type }) => typeName(type)).join('|');
  return {
    text: {
      ...text,
      declarations: text.declarations.replace(
        new RegExp(`\\bconstant (${names}) &`, 'g'),
        'thread const $1 &',
      ),
    },
    arguments: taken.flatMap((one) => one.arguments),
    flags: text.constants.flatMap((name, index) => {
      const value = pass.constants?.[index]?.value;
      if (!new RegExp(`\\b${name}\\b`).test(text.body)) return [];
      if (value === undefined || typeof value === 'number') throw new Error(`${name} is no flag`);
      return [{ name, value }];
    }),
    setsNumbers: taken.flatMap(({ sets }) => sets),
    places: text.arguments.filter(({ attribute }) => attribute !== 'buffer'),
    grid: pass.grid ?? timesEach(pass.threadgroups ?? [], pass.threadsPerThreadgroup),
    threadgroup: pass.threadsPerThreadgroup,
  };
}

/** What is said of function constants, which are arguments of a call by the same names. */
export function aboutFlags({ flags, text }: Call): string {
  if (flags.length === 0) return '';
  return `// ${flags.map(({ name }) => name).join(', ')}:\n${text.aboutConstants}\n`;
}

/** Statements that stand before the rest of a function's body. */
export function linesBefore(statements: readonly string[]): string[] {
  if (statements.length === 0) return [];
  return [...indent(statements), ''].map((line) => `${line}\n`);
}

/** What an argument of the text is in the call, and the statements that set it. */
interface Taken {
  readonly arguments: readonly (CallTensor | CallNumbers)[];
  readonly sets: readonly string[];
}

function tensorOf(argument: TextArgument, buffer: string): Taken {
  const isWritten = !/\bconst\b/.test(argument.type);
  return { arguments: [{ kind: 'tensor', argument, buffer, isWritten }], sets: [] };
}

/** "GemmSizes", of "constant GemmSizes" */
function typeName(type: string): string {
  return type.replace('constant ', '');
}

/** The numbers that a struct or a number is set from: whole ones, and others. */
function numbersOf(
  { name, type }: TextArgument,
  described: Exclude<DescribedArgument, string | DescribedTensor>,
): Taken {
  if (!('struct' in described)) {
    const kind = kindOf(described);
    const own = `${name}_${kind}`;
    return {
      arguments: [{ kind, name: own, value: described.value }],
      sets: [`const ${typeName(type)} ${name} = ${own};`],
    };
  }
  const members = { int: [] as Amount[], float: [] as Amount[] };
  const sets = described.struct.map((member) => {
    const kind = kindOf(member);
    const index = members[kind].push(member.value as Amount) - 1;
    return `${name}.${member.name} = ${name}_${kind}[${index}];`;
  });
  return {
    arguments: (['int', 'float'] as const).flatMap((kind) =>
      members[kind].length > 0 ? [{ kind, name: `${name}_${kind}`, value: members[kind] }] : [],
    ),
    sets: [`${typeName(type)} ${name};`, ...sets],
  };
}

function kindOf({ type, value }: DescribedValue): 'int' | 'float' {
  const known = elementType(type);
  if (!known || typeof value === 'object') throw new Error(`${type} is not the type of one number`);
  return known.isReal ? 'float' : 'int';
}

function timesEach(amounts: readonly Amount[], factors: readonly Amount[]): Amount[] {
  return amounts.map((amount, axis) => times(amount, factors[axis] ?? 1));
}

/** A factor that needs no parentheses. */
const SIMPLE = /^\w+(\([^()]*\))?$/;

function times(amount: Amount, factor: Amount): Amount {
  if (factor === 1) return amount;
  if (typeof amount === 'number' && typeof factor === 'number') return amount * factor;
  return `${factor} * ${SIMPLE.test(String(amount)) ? amount : `(${amount})`}`;
}

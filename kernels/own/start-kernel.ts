import { CUSTOM, CUSTOM_BUFFERS, startCustom } from '../custom/starter.ts';
import { FAMILIES, FORMS, findFamily, type Problem } from '../families.ts';
import type { Family } from '../family.ts';
import { type FieldValue, fieldValues } from '../field.ts';
import { generate } from '../generate.ts';
import type { Issue } from '../issue.ts';
import { variantName } from '../names.ts';
import type { Configuration } from '../parameter.ts';
import type { ProblemBase } from '../problem.ts';
import { checkProblem, inOrder, readFields } from '../problems.ts';
import type { Binding, Pass, Program } from '../program.ts';
import type { DescribedArgument, DescribedPass, KernelDescriptor } from './descriptor.ts';
import { type KernelHost, startFor } from './start/hosts.ts';
import type { Starter, StarterPass } from './starter.ts';

/** Its problem has this size: blocks are as large as they get. */
const SIZE = 64;

/** What a kernel can be begun for. */
export const STARTED: readonly string[] = [
  ...FAMILIES.flatMap(({ op, starter }) => (starter ? [op] : [])),
  ...Object.keys(FORMS),
  CUSTOM,
];

/** The files of a kernel to begin with: its descriptor, and the texts by their names, of which NAME.metal is the first. */
export interface Started {
  readonly descriptor: KernelDescriptor;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * A kernel to begin with, which is right as it is: a generated one of an operation.
 * @param op a family, a form of one with a name of its own, or `custom`
 * @param asked values of fields as text, which its text is written for
 * @param name of the kernel, and of its files without their ends
 * @param host what it is written for
 */
export function startKernel(
  op: string,
  asked: Readonly<Record<string, string>>,
  name: string,
  host: KernelHost = 'metal',
): Started | { issues: Issue[] } {
  if (op === CUSTOM) {
    const [parameter] = Object.keys(asked);
    if (parameter === undefined) return startFor(host, startCustom(name), CUSTOM_BUFFERS);
    return {
      issues: [
        { parameter, value: asked[parameter], expected: 'no fields: its problem is described in its file' },
      ],
    };
  }
  const { op: familyName, ...form } = (Object.hasOwn(FORMS, op) && FORMS[op]) || { op };
  const family = findFamily(familyName);
  const starter = family?.starter;
  if (!family || !starter)
    return { issues: [{ parameter: 'op', value: op, expected: 'one with a kernel to begin with' }] };
  const read = readFields(family, { ...starter.fields, ...form, ...asked });
  if ('issues' in read) return read;
  const given = read.values;
  const problem = representative(family, given);
  const issues = checkProblem(problem);
  if (issues.length > 0) return { issues };
  const complete = family.complete(problem);
  const refused = starter.check?.(complete) ?? [];
  if (refused.length > 0) return { issues: refused };
  const { contender: id, overrides } = starter;
  const made = generate(variantName({ id, overrides }), problem);
  if ('issues' in made) return made;
  const { buffers } = made.program;
  const elements = starter.elements?.(complete) ?? {};
  return startFor(host, describe({ family, starter, problem, given }, made, name), { buffers, elements });
}

interface Beginning {
  readonly family: Family<Problem>;
  readonly starter: Starter<Problem>;
  readonly problem: Problem;
  readonly given: Readonly<Record<string, FieldValue>>;
}

/** A problem with the fields that are given; those that have to be chosen are the first of their choices. */
function representative(family: Family<Problem>, given: Readonly<Record<string, FieldValue>>): Problem {
  const required = Object.entries(family.fields).flatMap(([name, field]) =>
    field.kind === 'choice' && field.default === undefined ? [[name, field.choices[0]]] : [],
  );
  const problem: ProblemBase = {
    op: family.op,
    ...Object.fromEntries(required),
    ...family.square(SIZE),
    ...given,
  };
  return inOrder(problem as Problem);
}

function describe(
  { family, starter, problem, given }: Beginning,
  { program, configuration }: { program: Program; configuration: Configuration },
  name: string,
): Started {
  const complete = family.complete(problem);
  const described = starter.passes(complete, configuration);
  const sources = [...new Set(program.passes.map(({ kernel }) => kernel.source))];
  const files = sources.map((_, index) => `${name}${index === 0 ? '' : `-${index + 1}`}.metal`);
  const any = starter.any(complete);
  const { requires, values } = starter;
  const scratch = program.buffers.flatMap(({ name: buffer, dtype, role }) =>
    role === 'scratch' ? [[buffer, { dtype, shape: starter.scratch?.[buffer] ?? [] }] as const] : [],
  );
  const descriptor: KernelDescriptor = {
    name,
    description: `Begun with ${starter.contender}`,
    op: family.op,
    supports: {
      ...supported(family, problem, given),
      ...Object.fromEntries(any.map((field) => [field, 'any'])),
    },
    ...(requires && { requires }),
    ...(values && { values }),
    ...(scratch.length > 0 && { scratch: Object.fromEntries(scratch) }),
    passes: program.passes.map((pass, index): DescribedPass => {
      const file = files[sources.indexOf(pass.kernel.source)];
      return describePass(pass, described[index] as StarterPass, file === files[0] ? undefined : file);
    }),
  };
  return {
    descriptor,
    texts: Object.fromEntries(files.map((file, index) => [file, sources[index] as string])),
  };
}

/** The values that the text is written for: those that are given, and those that had to be chosen. */
function supported(
  { fields }: Family<Problem>,
  problem: Problem,
  given: Beginning['given'],
): Record<string, FieldValue[]> {
  const values = fieldValues(problem);
  const names = Object.keys(fields).filter(
    (name) => !fields[name]?.isExtent && (Object.hasOwn(given, name) || fields[name]?.default === undefined),
  );
  return Object.fromEntries(names.map((name) => [name, [values[name] as FieldValue]]));
}

function describePass(
  { kernel, bindings, threadsPerThreadgroup }: Pass,
  { sizes, constants, threadgroups }: StarterPass,
  source: string | undefined,
): DescribedPass {
  const rest = [...sizes];
  const argument = (binding: Binding) =>
    'buffer' in binding ? binding.buffer : (rest.shift() as DescribedArgument);
  const flags = constants.map((value, index) => [index, { type: 'bool', value }] as const);
  return {
    kernel: kernel.functionName,
    ...(source !== undefined && { source }),
    ...(flags.length > 0 && { constants: Object.fromEntries(flags) }),
    buffers: Object.fromEntries(bindings.map((binding) => [binding.index, argument(binding)])),
    threadgroups,
    threadsPerThreadgroup,
  };
}

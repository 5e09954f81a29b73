import {
  type Binding,
  type DescribedArgument,
  type DescribedConstant,
  type DescribedPass,
  extentsOf,
  type FieldValue,
  familyOf,
  fieldValues,
  type KernelDescriptor,
  PACKED_TYPES,
  type Pass,
  type Problem,
  type Program,
} from '../../../kernels/index.ts';
import { textsOf } from './edited-program.ts';

/** The files of a kernel: its descriptor, and its texts by their names. */
interface Described {
  readonly descriptor: KernelDescriptor;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * A program as a kernel's files. What it binds and its grid are numbers, and so it requires exactly its problem: how
 * they follow from the sizes is for its author to write.
 * @param name of the kernel, and of its files without their ends
 */
export function describeProgram(
  { passes, buffers }: Program,
  problem: Problem,
  name: string,
  description: string,
): Described {
  const sources = textsOf(passes);
  const files = sources.map((_, index) => `${name}${index === 0 ? '' : `-${index + 1}`}.metal`);
  const scratch = buffers.filter(({ role }) => role === 'scratch');
  const languages = new Set(passes.map(({ kernel }) => kernel.languageVersion));
  const [languageVersion] = [...languages].toSorted().reverse();
  const descriptor: KernelDescriptor = {
    name,
    description,
    op: problem.op,
    supports: supportedFields(problem),
    requires: Object.entries(extentsOf(problem)).map(([extent, value]) => `${extent} == ${value}`),
    ...(scratch.length > 0 && {
      scratch: Object.fromEntries(
        scratch.map((buffer) => [buffer.name, { dtype: buffer.dtype, shape: buffer.shape }]),
      ),
    }),
    languageVersion,
    passes: passes.map((pass) => {
      const file = files[sources.indexOf(pass.kernel.source)];
      return describedPass(pass, file === files[0] ? undefined : file);
    }),
  };
  return {
    descriptor,
    texts: Object.fromEntries(files.map((file, index) => [file, sources[index] as string])),
  };
}

/** The values of the fields that have to be chosen, and of those that the problem gives others than their defaults. */
function supportedFields(problem: Problem): Record<string, FieldValue[]> {
  const { fields } = familyOf(problem);
  const values = fieldValues(problem);
  const names = Object.keys(fields).filter((name) => !fields[name]?.isExtent && values[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, [values[name] as FieldValue]]));
}

function describedBuffer({ buffer, tensor }: Extract<Binding, { buffer: string }>): DescribedArgument {
  if (!tensor) return buffer;
  const { element, ...sizes } = tensor;
  return { tensor: buffer, ...sizes, ...(PACKED_TYPES.includes(element) && { type: element }) };
}

function describedPass(
  { kernel, bindings, threadgroups, gridThreads, threadsPerThreadgroup }: Pass,
  source: string | undefined,
): DescribedPass {
  const constants = Object.entries(kernel.constants).map(
    ([index, { type, value }]): [string, DescribedConstant] => [index, { type, value }],
  );
  const buffers = bindings.flatMap((binding): [number, DescribedArgument][] => {
    if ('buffer' in binding) return [[binding.index, describedBuffer(binding)]];
    if (!('words' in binding)) return [];
    const members = binding.words.map((word) => ({ type: 'uint', value: word >>> 0 }));
    return [[binding.index, { struct: members }]];
  });
  const memory = bindings.flatMap((binding) =>
    'threadgroupBytes' in binding ? [[binding.index, binding.threadgroupBytes] as const] : [],
  );
  return {
    kernel: kernel.functionName,
    ...(source !== undefined && { source }),
    ...(constants.length > 0 && { constants: Object.fromEntries(constants) }),
    buffers: Object.fromEntries(buffers),
    ...(memory.length > 0 && { threadgroupMemory: Object.fromEntries(memory) }),
    ...(gridThreads ? { grid: gridThreads } : { threadgroups }),
    threadsPerThreadgroup,
  };
}

import type { TorchPass } from '../descriptor.ts';
import type { TorchArgument } from '../hosts/torch-call.ts';
import { aboutFlags, type Call, type CallNumbers, type CallTensor, linesBefore } from './call.ts';

/** The types that PyTorch passes Python's numbers as. */
const TYPES = { int: 'long', float: 'float' } as const;

/**
 * A call as one of a kernel of the library that `torch.mps.compile_shader` makes.
 * @param file of the source
 */
export function torchStart(call: Call, file: string): { pass: TorchPass; texts: Record<string, string> } {
  const { text, arguments: all, flags, setsNumbers, places, grid, threadgroup } = call;
  const inMemory = [
    ...all.map(declarationOf),
    ...flags.map(({ name }) => `constant ${TYPES.int} &${name}`),
  ].map((declaration, index) => `${declaration} [[buffer(${index})]]`);
  const declared = [
    ...inMemory,
    ...places.map(({ type, name, attribute }) => `${type} ${name} [[${attribute}]]`),
  ];
  const head = `kernel void ${text.functionName}(`;
  const source = [
    text.about && `${text.about}//\n`,
    '// A source for torch.mps.compile_shader.\n\n',
    text.declarations,
    aboutFlags(call),
    text.comment,
    text.attribute,
    `${head}${declared.join(`,\n${' '.repeat(head.length)}`)}) {\n`,
    ...linesBefore(setsNumbers),
    text.body,
    '}\n',
  ];
  return {
    pass: {
      source: file,
      torch: {
        kernel: text.functionName,
        arguments: [
          ...all.map(argumentOf),
          ...flags.map(({ value }) => ({ int: typeof value === 'boolean' ? Number(value) : value })),
        ],
        threads: grid,
        group_size: threadgroup,
      },
    },
    texts: { [file]: source.join('') },
  };
}

function declarationOf(one: CallTensor | CallNumbers): string {
  if (one.kind === 'tensor') return `${one.argument.type} ${one.argument.mark}${one.argument.name}`;
  return `constant ${TYPES[one.kind]} ${typeof one.value === 'object' ? '*' : '&'}${one.name}`;
}

function argumentOf(one: CallTensor | CallNumbers): TorchArgument {
  if (one.kind === 'tensor') return one.buffer;
  return one.kind === 'int' ? { int: one.value } : { float: one.value };
}

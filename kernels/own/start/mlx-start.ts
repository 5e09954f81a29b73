import type { MlxPass } from '../descriptor.ts';
import type { MlxInput } from '../hosts/mlx-call.ts';
import { MLX_ATTRIBUTES, type MlxAttribute } from '../hosts/mlx-text.ts';
import { aboutFlags, type Call, type CallNumbers, type CallTensor, linesBefore } from './call.ts';
import type { TextArgument } from './kernel-text.ts';

const DTYPES = { int: 'int32', float: 'float32' } as const;

/**
 * A call as one of a kernel of `mx.fast.metal_kernel`: its body, and a header with what the body uses.
 * @param file of the body
 */
export function mlxStart(call: Call, file: string): { pass: MlxPass; texts: Record<string, string> } {
  const { text, arguments: all, flags, setsNumbers, places, grid, threadgroup } = call;
  const header = file.replace(/(?=\.metal$)/, '-header');
  const inputs = all.filter((one) => one.kind !== 'tensor' || !one.isWritten);
  const outputs = all.filter((one) => one.kind === 'tensor').filter(({ isWritten }) => isWritten);
  const body = [
    text.about && `${text.about}//\n`,
    `// The body of a kernel for mx.fast.metal_kernel. ${header} has the functions that it uses.\n\n`,
    aboutFlags(call),
    text.comment,
    ...linesBefore([...places.flatMap(placeOf), ...setsNumbers]),
    text.body,
  ];
  return {
    pass: {
      source: file,
      mlx: {
        name: text.functionName,
        input_names: inputs.map((one) => (one.kind === 'tensor' ? one.argument.name : one.name)),
        output_names: outputs.map(({ argument }) => argument.name),
        header,
        inputs: inputs.map(inputOf),
        outputs: outputs.map(({ buffer }) => buffer),
        ...(flags.length > 0 && { template: flags.map(({ name, value }) => [name, value] as const) }),
        grid,
        threadgroup,
      },
    },
    texts: { [file]: body.join(''), [header]: `${text.declarations.trimEnd()}\n` },
  };
}

function inputOf(input: CallTensor | CallNumbers): MlxInput {
  return input.kind === 'tensor' ? input.buffer : { dtype: DTYPES[input.kind], value: input.value };
}

const COMPONENTS = 'xyz';

/** A thread's place by the name that the body has for it; MLX calls it by Metal's attribute. */
function placeOf({ type, name, attribute }: TextArgument): string[] {
  if (name === attribute) return [];
  const [has, wants] = [MLX_ATTRIBUTES[attribute as MlxAttribute], type].map(lanesOf) as [number, number];
  const part = has === wants ? '' : `.${COMPONENTS.slice(0, wants)}`;
  return [`const ${type} ${name} = ${attribute}${part};`];
}

function lanesOf(type: string): number {
  return Number(/\d$/.exec(type)?.[0] ?? 1);
}

import type { Binding, ProgramBuffer } from '../../program.ts';
import type { MlxPass } from '../descriptor.ts';
import {
  passOfThreads,
  type ReadPass,
  readText,
  type Situation,
  type Surroundings,
  threadgroupOf,
} from '../launch.ts';
import type { Reader } from '../reader.ts';
import { MLX_DTYPE_OF, MLX_DTYPES, type MlxCall } from './mlx-call.ts';
import { fillPass } from './mlx-fill.ts';
import { type MlxArray, readInput } from './mlx-input.ts';
import { missingOfMlx } from './mlx-prelude.ts';
import { readTemplate } from './mlx-template.ts';
import { mlxText } from './mlx-text.ts';

/** MLX passes arrays of fewer elements as constants. */
export const FIRST_DEVICE_SIZE = 8;

/** An argument in memory: how the signature declares it, and what is bound at an index. */
interface Parameter {
  readonly declaration: string;
  bind(index: number): Binding;
}

/**
 * Reads a kernel of `mx.fast.metal_kernel` and its call: the signature is generated of it as MLX does, for the shapes and
 * data types of the problem.
 * Source: mlx/backend/common/metal_kernel.cpp and mlx/backend/metal/custom_kernel.cpp of MLX 0.32.
 */
export function readMlxPass(
  path: string,
  { source: named, mlx: call }: MlxPass,
  surroundings: Surroundings,
  reader: Reader,
): ReadPass {
  const { source: usual, languageVersion = '3.1', macros } = surroundings;
  const at = `${path}.mlx`;
  const file = named ?? usual;
  const body = { file, text: readText(`${path}.source`, file, surroundings, reader) };
  const header =
    call.header === undefined
      ? null
      : { file: call.header, text: readText(`${at}.header`, call.header, surroundings, reader) };
  for (const name of missingOfMlx([header?.text ?? '', body.text]))
    reader.expect(
      file,
      name,
      `none of MLX's own functions but elem_to_loc and ceildiv, or its text in a "header"`,
    );
  expectAsMany(at, call, reader);
  const inputs = call.inputs.map((input, index) => readInput(`${at}.inputs[${index}]`, input, reader));
  const outputs = call.outputs.map((name, index) => ({ buffer: { path: `${at}.outputs[${index}]`, name } }));
  const template = (call.template ?? []).map(([name, value], index) =>
    readTemplate(`${at}.template[${index}]`, name, value, reader),
  );
  const grid = reader.amounts(`${at}.grid`, call.grid);
  const threadgroup = reader.amounts(`${at}.threadgroup`, call.threadgroup);
  return {
    arguments: [...inputs, ...outputs],
    passes(situation) {
      const { scope, buffers } = situation;
      const parameters = [
        ...inputs.flatMap((input, index) =>
          inputParameters(call.input_names[index] ?? '', input.array(situation), body.text),
        ),
        ...call.outputs.map((name, index) => outputParameter(call, index, bufferOf(name, buffers))),
      ];
      const functionName = `custom_kernel_${call.name}`;
      const kernel = {
        source: mlxText({
          functionName,
          template: template.map((argument) => argument(situation)),
          parameters: parameters.map(({ declaration }) => declaration),
          header,
          body,
          macros: macros(scope),
        }),
        functionName,
        constants: {},
        languageVersion,
      };
      const bindings = parameters.map(({ bind }, index) => bind(index));
      const extent = scope.extent(grid);
      const [width, height, depth] = threadgroupOf(`${at}.threadgroup`, threadgroup, scope);
      const [x, y, z] = extent;
      const group = [Math.min(width, x), Math.min(height, y), Math.min(depth, z)] as const;
      const { init_value: initial } = call;
      const fills =
        initial === undefined ? [] : call.outputs.map((name) => fillPass(bufferOf(name, buffers), initial));
      return [...fills, passOfThreads(kernel, bindings, extent, group)];
    },
  };
}

function expectAsMany(
  at: string,
  { input_names, inputs, output_names, outputs }: MlxCall,
  reader: Reader,
): void {
  if (inputs.length !== input_names.length)
    reader.expect(`${at}.inputs`, `${inputs.length} entries`, `${input_names.length}, as "input_names" has`);
  if (outputs.length !== output_names.length)
    reader.expect(
      `${at}.outputs`,
      `${outputs.length} entries`,
      `${output_names.length}, as "output_names" has`,
    );
}

/** The buffer that a name stands for. One that does not exist is an issue elsewhere. */
function bufferOf(name: string, buffers: Situation['buffers']): ProgramBuffer {
  return buffers.find((buffer) => buffer.name === name) ?? { name, dtype: 'f32', shape: [], role: 'input' };
}

/** An input, and of its shape, strides and number of dimensions those that the body mentions. */
function inputParameters(name: string, { dtype, shape, bind }: MlxArray, body: string): Parameter[] {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const space = size < FIRST_DEVICE_SIZE ? 'constant' : 'device';
  const own: Parameter = {
    declaration: `const ${space} ${MLX_DTYPES[dtype]}${shape.length === 0 ? '&' : '*'} ${name}`,
    bind,
  };
  if (shape.length === 0) return [own];
  const about: Readonly<Record<string, { readonly type: string; readonly words: readonly number[] }>> = {
    shape: { type: 'int*', words: shape },
    // Row-major, as all buffers are: 64-bit numbers, low words first.
    strides: { type: 'int64_t*', words: stridesOf(shape).flatMap((stride) => [stride, 0]) },
    ndim: { type: 'int&', words: [shape.length] },
  };
  return [
    own,
    ...Object.entries(about)
      .filter(([what]) => body.includes(`${name}_${what}`))
      .map(([what, { type, words }]) => ({
        declaration: `const constant ${type} ${name}_${what}`,
        bind: (index: number) => ({ index, words }),
      })),
  ];
}

function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
}

function outputParameter(
  { output_names, atomic_outputs = false }: MlxCall,
  index: number,
  { name: buffer, dtype }: ProgramBuffer,
): Parameter {
  const type = MLX_DTYPES[MLX_DTYPE_OF[dtype]];
  return {
    declaration: `device ${atomic_outputs ? `atomic<${type}>` : type}* ${output_names[index]}`,
    bind: (at) => ({ index: at, buffer }),
  };
}

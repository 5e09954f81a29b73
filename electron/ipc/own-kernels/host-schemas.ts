import * as z from 'zod';
import { MLX_DTYPES, type MlxCall, TORCH_CASTS, type TorchCall } from '../../../kernels/index.ts';
import { byIndex, LAST_ARGUMENT, objectOf } from '../object-schema.ts';
import { AMOUNT_HINT, amount, extent, fileName, functionName, MAX_LIST } from './amount-schema.ts';

const IDENTIFIER = /^[a-z_]\w*$/i;
const identifier = z.string().regex(IDENTIFIER, { error: 'a name, as in the text' });
const names = z.array(identifier).max(MAX_LIST);

/** A number, or a list of them. */
const numbers = z.union([amount, z.array(amount).min(1).max(MAX_LIST)], {
  error: `${AMOUNT_HINT}, or a list`,
});

const dtype = z.enum(Object.keys(MLX_DTYPES) as (keyof typeof MLX_DTYPES)[]);
const INPUT_HINT = 'the name of a buffer, or {"buffer", "shape"}, or {"dtype", "value"}';
const input = z.union(
  [
    z.string().min(1),
    objectOf({ buffer: z.string().min(1), shape: z.array(amount).max(8) }),
    objectOf({ dtype, value: numbers }),
  ],
  { error: INPUT_HINT },
);
const TEMPLATE_HINT =
  'a data type, "X.dtype" for that of a buffer, a number, true, false, an expression or a condition';
const template = z.tuple([identifier, z.union([z.boolean(), amount], { error: TEMPLATE_HINT })]);

/** A kernel of `mx.fast.metal_kernel`, and its call. */
export const mlxSchema: z.ZodType<MlxCall> = objectOf({
  name: identifier,
  input_names: names,
  output_names: names.min(1),
  header: fileName.optional().meta({ description: 'The file of what MLX puts before the function' }),
  ensure_row_contiguous: z.boolean().optional().meta({ description: 'Buffers are, in any case' }),
  atomic_outputs: z.boolean().optional(),
  inputs: z
    .array(input)
    .max(MAX_LIST)
    .meta({ description: 'A buffer by its name, one of another shape, or an array of numbers' }),
  outputs: z.array(z.string().min(1)).min(1).max(MAX_LIST).meta({
    description: 'The buffers that are written, in place of output_shapes and output_dtypes',
  }),
  template: z.array(template).max(MAX_LIST).optional(),
  grid: extent.meta({ description: 'Threads' }),
  threadgroup: extent,
  init_value: z.number().optional(),
});

const cast = z.enum(Object.keys(TORCH_CASTS) as (keyof typeof TORCH_CASTS)[]);
const ARGUMENT_HINT = 'the name of a buffer, or {"int"}, or {"float"}';
const CASTS_HINT = `${Object.keys(TORCH_CASTS).join(', ')}, or one of them by the index of an argument`;
const threads = z.union([amount, extent], { error: `${AMOUNT_HINT}, or a list of up to three` });

/** A call of a kernel of `torch.mps.compile_shader`. */
export const torchSchema: z.ZodType<TorchCall> = objectOf({
  kernel: functionName,
  arguments: z
    .array(
      z.union([z.string().min(1), objectOf({ int: numbers }), objectOf({ float: numbers })], {
        error: ARGUMENT_HINT,
      }),
    )
    .min(1)
    .max(LAST_ARGUMENT + 1)
    .meta({ description: "In their order: a buffer by its name, or Python's numbers" }),
  threads: threads.optional().meta({ description: 'By default, as many as the first tensor has elements' }),
  group_size: threads.optional(),
  arg_casts: z.union([cast, byIndex(cast, LAST_ARGUMENT)], { error: CASTS_HINT }).optional(),
});

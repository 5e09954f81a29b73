import * as z from 'zod';
import { type DescribedPass, MAX_TENSOR_RANK } from '../../../kernels/index.ts';
import { byIndex, LAST_ARGUMENT, LAST_CONSTANT, objectOf } from '../object-schema.ts';
import {
  AMOUNT_HINT,
  amount,
  extent,
  fileName,
  functionName,
  MAX_EXPRESSION,
  MAX_LIST,
} from './amount-schema.ts';
import { mlxSchema, torchSchema } from './host-schemas.ts';

const VALUE_HINT = `${AMOUNT_HINT}, or a list of them for a vector`;
const value = {
  name: z.string().optional().meta({ description: 'The name that the text has for it' }),
  type: z.string().meta({ description: "A type of Metal's, such as uint, float or uint3" }),
  value: z.union([amount, z.array(amount).min(1).max(4)], { error: VALUE_HINT }),
};

const sizes = z.array(amount).min(1).max(MAX_TENSOR_RANK);
const tensor = objectOf({
  name: value.name,
  tensor: z.string().min(1).meta({ description: 'The buffer, by its name' }),
  extents: sizes
    .optional()
    .meta({ description: "The innermost first; by default the operand's own, with its strides" }),
  strides: sizes.optional().meta({ description: 'In elements; by default those of elements without gaps' }),
  type: z.string().optional().meta({ description: 'A packed type of elements, such as int4b_format' }),
});

const ARGUMENT_HINT =
  'the name of a buffer, or {"type", "value"}, or {"struct": [{"type", "value"}, …]}, or {"tensor", "extents"}';
const argument = z
  .union(
    [
      z.string().min(1),
      objectOf(value),
      tensor,
      objectOf({ struct: z.array(objectOf(value)).min(1).max(MAX_LIST) }),
    ],
    { error: ARGUMENT_HINT },
  )
  .meta({
    description:
      'A buffer of the problem or of scratch, by its name or as a tensor, a value, or a struct of values',
  });

const CONSTANT_HINT = 'a number, true, false, or an expression or condition';
const constant = objectOf({
  type: z.enum(['bool', 'int', 'uint', 'float']),
  value: z.union([z.boolean(), z.number(), z.string().min(1).max(MAX_EXPRESSION)], { error: CONSTANT_HINT }),
});

/** What a pass has that is said in Metal's terms. */
const metal = {
  kernel: functionName.optional(),
  constants: byIndex(constant, LAST_CONSTANT).optional().meta({ description: 'Function constants by index' }),
  buffers: byIndex(argument, LAST_ARGUMENT)
    .optional()
    .meta({ description: 'Arguments by [[buffer(index)]]' }),
  threadgroupMemory: byIndex(amount, LAST_ARGUMENT)
    .optional()
    .meta({ description: 'Bytes by [[threadgroup(index)]]' }),
  grid: extent.optional().meta({ description: 'Threads, in place of threadgroups' }),
  threadgroups: extent.optional().meta({ description: 'Threadgroups, in place of grid' }),
  threadsPerThreadgroup: extent.optional(),
};

const pass = objectOf({
  source: fileName.optional().meta({ description: 'The file of its text, if it is another' }),
  mlx: mlxSchema
    .optional()
    .meta({ description: 'The text is a body for mx.fast.metal_kernel, called like this' }),
  torch: torchSchema
    .optional()
    .meta({ description: 'torch.mps.compile_shader compiles the text, called like this' }),
  ...metal,
}).superRefine((asked, context) => {
  const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  const [host, other] = (['mlx', 'torch'] as const).filter((key) => asked[key] !== undefined);
  if (other) refuse(other, `no value beside "${host}"`);
  if (host) {
    for (const key of Object.keys(metal) as (keyof typeof metal)[])
      if (asked[key] !== undefined) refuse(key, `no value beside "${host}"`);
    return;
  }
  if (asked.kernel === undefined)
    refuse('kernel', 'the name of a kernel function, or "mlx" or "torch" in its place');
  if (asked.threadsPerThreadgroup === undefined)
    refuse('threadsPerThreadgroup', 'one to three numbers or expressions');
  if ((asked.grid === undefined) === (asked.threadgroups === undefined))
    refuse('grid', 'either "grid" (threads) or "threadgroups"');
});

/** A pass by its shape: one form of the three, which superRefine() makes sure of. */
export const passSchema = pass as unknown as z.ZodType<DescribedPass>;

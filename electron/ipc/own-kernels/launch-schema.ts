import { z } from 'zod';
import { DTYPES } from '../../../kernels/index.ts';
import { byIndex, LAST_ARGUMENT, LAST_CONSTANT, objectOf } from '../object-schema.ts';

// What a descriptor may have at most; those of large public kernels stay far below.
const MAX_PASSES = 1000;
export const MAX_LIST = 256;
export const MAX_EXPRESSION = 1000;

const LANGUAGES = ['3.1', '3.2', '4.0', '4.1'] as const;

const AMOUNT_HINT = 'a number or an expression, such as "ceil(n / 64)"';
export const amount = z
  .union([z.number(), z.string().min(1).max(MAX_EXPRESSION)], { error: AMOUNT_HINT })
  .meta({ description: 'A number, or an expression over the fields of the problem: ceil(n / 64)' });
const extent = z
  .array(amount)
  .min(1)
  .max(3)
  .meta({ description: 'One to three numbers or expressions: x, y, z' });

const VALUE_HINT = `${AMOUNT_HINT}, or a list of them for a vector`;
const value = {
  name: z.string().optional().meta({ description: 'The name that the text has for it' }),
  type: z.string().meta({ description: "A type of Metal's, such as uint, float or uint3" }),
  value: z.union([amount, z.array(amount).min(1).max(4)], { error: VALUE_HINT }),
};

const ARGUMENT_HINT = 'the name of a buffer, or {"type", "value"}, or {"struct": [{"type", "value"}, …]}';
const argument = z
  .union(
    [z.string().min(1), objectOf(value), objectOf({ struct: z.array(objectOf(value)).min(1).max(MAX_LIST) })],
    { error: ARGUMENT_HINT },
  )
  .meta({ description: 'A buffer of the problem or of scratch by its name, a value, or a struct of values' });

const CONSTANT_HINT = 'a number, true, false, or an expression or condition';
const constant = objectOf({
  type: z.enum(['bool', 'int', 'uint', 'float']),
  value: z.union([z.boolean(), z.number(), z.string().min(1).max(MAX_EXPRESSION)], { error: CONSTANT_HINT }),
});

/** The name of a file beside the descriptor. */
export const fileName = z
  .string()
  .regex(/^[^/\\\0]+\.metal$/, { error: 'the name of a file beside the descriptor that ends in .metal' });

const pass = objectOf({
  kernel: z
    .string()
    .regex(/^[\w{}]+$/, { error: 'the name of a kernel function' })
    .meta({ description: 'The kernel function; {dtype} stands for the value of that field' }),
  source: fileName.optional().meta({ description: 'The file of its text, if it is another' }),
  constants: byIndex(constant, LAST_CONSTANT).optional().meta({ description: 'Function constants by index' }),
  buffers: byIndex(argument, LAST_ARGUMENT)
    .optional()
    .meta({ description: 'Arguments by [[buffer(index)]]' }),
  threadgroupMemory: byIndex(amount, LAST_ARGUMENT)
    .optional()
    .meta({ description: 'Bytes by [[threadgroup(index)]]' }),
  grid: extent.optional().meta({ description: 'Threads, in place of threadgroups' }),
  threadgroups: extent.optional().meta({ description: 'Threadgroups, in place of grid' }),
  threadsPerThreadgroup: extent,
}).superRefine(({ grid, threadgroups }, context) => {
  if ((grid === undefined) !== (threadgroups === undefined)) return;
  context.addIssue({ code: 'custom', path: ['grid'], message: 'either "grid" (threads) or "threadgroups"' });
});

/** What the names of kernels and problems are made of. */
export const NAME = z
  .string()
  .regex(/^[\w.+-]{1,64}$/, { error: 'up to 64 letters, digits, "_", "-", "." and "+"' });
const SUPPORTS_HINT = '"any", or a list of values';
const LIST = z
  .array(z.union([z.string(), z.number(), z.boolean()]))
  .min(1)
  .max(MAX_LIST);

/** A descriptor but for what it solves. */
export const launchShape = {
  $schema: z.string().optional(),
  name: NAME.meta({ description: 'The contender is called own:NAME' }),
  description: z.string().max(1000).optional(),
  supports: z
    .record(z.string(), z.union([z.literal('any'), LIST], { error: SUPPORTS_HINT }))
    .optional()
    .meta({ description: 'Supported values of fields; of fields left out, only the default' }),
  requires: z
    .array(z.string().min(1).max(MAX_EXPRESSION))
    .max(MAX_LIST)
    .optional()
    .meta({ description: 'Conditions over the fields, such as n % 64 == 0' }),
  values: z
    .record(z.string().regex(/^[a-z]\w*$/i, { error: 'a name' }), amount)
    .optional()
    .meta({ description: 'Values with names, for expressions further down' }),
  scratch: z
    .record(
      z.string().min(1).max(200),
      objectOf({ dtype: z.enum(DTYPES), shape: z.array(amount).min(1).max(8) }),
    )
    .optional()
    .meta({ description: 'Scratch memory of the passes by name' }),
  source: fileName.optional().meta({ description: 'The file of the text; by default named as this one' }),
  languageVersion: z.enum(LANGUAGES).optional(),
  passes: z.array(pass).min(1).max(MAX_PASSES),
};

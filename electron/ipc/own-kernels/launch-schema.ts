import * as z from 'zod';
import { DTYPES } from '../../../kernels/index.ts';
import { objectOf } from '../object-schema.ts';
import { amount, fileName, MAX_EXPRESSION, MAX_LIST } from './amount-schema.ts';
import { passSchema } from './pass-schema.ts';

/** Those of large public kernels stay far below. */
const MAX_PASSES = 1000;

const LANGUAGES = ['3.1', '3.2', '4.0', '4.1'] as const;

/** What the names of kernels and problems are made of. */
export const NAME = z
  .string()
  .regex(/^[\w.+-]{1,64}$/, { error: 'up to 64 letters, digits, "_", "-", "." and "+"' });
const IDENTIFIER = z.string().regex(/^[a-z]\w*$/i, { error: 'a name' });
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
  parameters: z
    .record(IDENTIFIER, z.array(z.number()).min(1).max(MAX_LIST))
    .optional()
    .meta({ description: 'Choices by name, the default first: own:NAME@BLOCK=32' }),
  defines: z
    .record(IDENTIFIER, amount)
    .optional()
    .meta({ description: 'Macros of the text, such as BLOCK: "BLOCK" for the parameter' }),
  values: z
    .record(IDENTIFIER, amount)
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
  passes: z.array(passSchema).min(1).max(MAX_PASSES),
};

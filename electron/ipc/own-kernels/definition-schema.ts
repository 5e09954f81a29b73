import * as z from 'zod';
import { type CustomDefinition, DTYPES, MAX_DEFINITION_CHARACTERS } from '../../../kernels/index.ts';
import { objectOf } from '../object-schema.ts';
import { text } from '../text-schema.ts';
import { amount, fileName, MAX_EXPRESSION, MAX_LIST } from './amount-schema.ts';
import { launchShape, NAME } from './launch-schema.ts';

const MAX_FORMULA = 4000;
const MAX_ENTRIES = 64;

/** The name of a file beside the one that names it. */
export const definitionName = z
  .string()
  .regex(/^[^/\\\0]+\.(json|toml)$/, { error: 'the name of a file beside it that ends in .json or .toml' });

/** At most so many entries by name. */
function entries<Value extends z.ZodType>(key: z.ZodString, value: Value, nameHint: string) {
  const error = ({ code }: { code?: string }) =>
    code === 'invalid_key' ? `as its name ${nameHint}` : undefined;
  return z.record(key, value, { error }).refine((record) => Object.keys(record).length <= MAX_ENTRIES, {
    message: `at most ${MAX_ENTRIES} entries`,
  });
}

const WORD_HINT = 'a letter, and up to 63 letters, digits and "_" after it';
const WORD = z.string().regex(/^[a-z]\w{0,63}$/i, { error: WORD_HINT });
const formula = z.string().min(1).max(MAX_FORMULA);
const formulas = entries(z.string().min(1).max(MAX_EXPRESSION), formula, 'an element such as "Y[i, j]"');
const extent = z
  .int()
  .min(1)
  .max(2 ** 28);

const DRAW_HINT = '"normal", "positive", or {"from", "below"} for whole numbers';

/** A custom problem by its shape; its family checks expressions and names. */
export const customDefinitionSchema: z.ZodType<CustomDefinition> = objectOf({
  $schema: z.string().optional(),
  name: NAME,
  label: text.min(1).max(64).optional().meta({ description: 'For titles; by default the name' }),
  description: text.max(1000).optional(),
  extents: entries(
    WORD,
    objectOf({
      label: text.min(1).max(64).optional(),
      min: extent.optional(),
      max: extent.optional(),
      default: extent.optional(),
    }),
    WORD_HINT,
  )
    .refine((extents) => Object.keys(extents).length > 0, { message: 'at least one extent' })
    .meta({ description: 'Extents in the order of sizes; those with a default are not part of the square' }),
  dtypes: z.array(z.enum(DTYPES)).min(1).optional().meta({ description: 'Data types; f32 by default' }),
  buffers: entries(
    WORD,
    objectOf({
      shape: z.array(amount).min(1).max(8),
      dtype: z.enum(DTYPES).optional().meta({ description: 'By default that of the problem' }),
      role: z.enum(['input', 'output', 'inout']).optional(),
      draw: z
        .union([z.enum(['normal', 'positive']), objectOf({ from: amount.optional(), below: amount })], {
          error: DRAW_HINT,
        })
        .optional()
        .meta({ description: 'How the numbers of an input are drawn' }),
    }),
    WORD_HINT,
  ).refine((buffers) => Object.keys(buffers).length > 0, { message: 'at least one buffer' }),
  requires: z.array(z.string().min(1).max(MAX_EXPRESSION)).max(MAX_LIST).optional(),
  values: formulas.optional().meta({ description: 'Formulas that others share: "m[i: rows]"' }),
  outputs: formulas.optional().meta({ description: 'Formulas of the outputs: "Y[i, j]"' }),
  trusted: z
    .union([
      definitionName,
      objectOf({
        descriptor: objectOf(launchShape),
        texts: entries(fileName, text.max(MAX_DEFINITION_CHARACTERS), 'that of a file that ends in .metal'),
        source: fileName,
      }),
    ])
    .optional()
    .meta({ description: 'The descriptor of a kernel whose outputs are right, in place of outputs' }),
  flops: amount.optional(),
  bytes: amount.optional(),
  limit: z.enum(['arithmetic', 'bandwidth']).optional(),
  tolerance: z
    .union([z.number().min(0).max(1), z.partialRecord(z.enum(DTYPES), z.number().min(0).max(1))])
    .optional()
    .meta({ description: 'The largest error of a right output, or that of each data type' }),
  sizes: z.string().min(1).max(MAX_EXPRESSION).optional().meta({ description: 'Sizes of a quick sweep' }),
});

import * as z from 'zod';
import { receiptSchema } from './judge/receipt.ts';
import { noiseRecordSchema } from './noise/noise-record.ts';
import { kernelDescriptorSchema } from './own-kernels/descriptor-schema.ts';
import { bundleHeadSchema, cellSchema } from './run-schema.ts';
import { tuningRecordSchema } from './tune/record.ts';
import { verdictRecordSchema } from './verdict/record.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schemas of what is read or written as JSON, by name. */
export const JSON_SCHEMAS = {
  run: runSchema,
  verdicts: () => jsonSchema(verdictRecordSchema),
  noise: () => jsonSchema(noiseRecordSchema),
  tuning: () => jsonSchema(tuningRecordSchema),
  receipt: () => jsonSchema(receiptSchema),
  kernel: () => jsonSchema(kernelDescriptorSchema),
} as const satisfies Record<string, () => JsonSchema>;

/** A bundle's head and its cells are checked one after the other, so that large files are never held whole. */
function runSchema(): JsonSchema {
  const { properties, ...bundle } = jsonSchema(bundleHeadSchema);
  const run = properties?.run as JsonSchema;
  const { $schema: _, ...cell } = jsonSchema(cellSchema);
  const whole = {
    ...run,
    properties: { ...run.properties, cells: { type: 'array', items: cell } as JsonSchema },
    required: [...(run.required ?? []), 'cells'],
  };
  return { ...bundle, properties: { ...properties, run: whole } };
}

/** As files have it; problems, whose fields depend on their operation, are any objects. */
function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any', override: refuseOthers });
}

/** What objectOf() refuses has no schema of its own: it is no further property. */
function refuseOthers({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: JsonSchema;
}): void {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && def.catchall?._zod.def.type === 'custom')
    jsonSchema.additionalProperties = false;
}

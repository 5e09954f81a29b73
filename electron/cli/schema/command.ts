import { z } from 'zod';
import { noiseRecordSchema } from '../../ipc/noise/noise-record.ts';
import { bundleHeadSchema, cellSchema } from '../../ipc/run-schema.ts';
import { verdictRecordSchema } from '../../ipc/verdict/record.ts';
import { parseOptions } from '../parse-options.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What is written as JSON, by the name of its schema. */
const SCHEMAS = {
  run: runSchema,
  verdicts: () => jsonSchema(verdictRecordSchema),
  noise: () => jsonSchema(noiseRecordSchema),
} as const satisfies Record<string, () => JsonSchema>;

export const SCHEMA_NAMES = Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[];

/** `tilescope schema NAME`: prints the JSON Schema of what other commands write. */
export async function schemaCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { positionals } = parseOptions(parameters, {}, true);
  const [text, ...others] = positionals;
  const name = SCHEMA_NAMES.find((known) => known === text);
  if (!name || others.length > 0)
    throw new UsageError(`schema ${text ?? ''}: expected ${SCHEMA_NAMES.join(', ')}`);
  console.log(JSON.stringify(SCHEMAS[name](), null, 2));
  return EXIT_CODES.ok;
}

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
  return z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
}

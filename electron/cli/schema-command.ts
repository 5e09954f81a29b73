import { JSON_SCHEMAS } from '../ipc/json-schemas.ts';
import { parseOptions } from './parse-options.ts';
import { EXIT_CODES, type ExitCode, UsageError } from './usage-error.ts';

export const SCHEMA_NAMES = Object.keys(JSON_SCHEMAS) as (keyof typeof JSON_SCHEMAS)[];

/** `tilescope schema NAME`: prints the JSON Schema of what other commands write. */
export async function schemaCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { positionals } = parseOptions(parameters, {}, true);
  const [text, ...others] = positionals;
  const name = SCHEMA_NAMES.find((known) => known === text);
  if (!name || others.length > 0)
    throw new UsageError(`schema ${text ?? ''}: expected ${SCHEMA_NAMES.join(', ')}`);
  console.log(JSON.stringify(JSON_SCHEMAS[name](), null, 2));
  return EXIT_CODES.ok;
}

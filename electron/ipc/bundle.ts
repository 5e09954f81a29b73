import { bundleSchema } from './run-schema.ts';
import type { Bundle, Result, Run } from './types.ts';
import { validate } from './validate.ts';

/** The text of a run's bundle. Canonical: equal runs give equal bytes. Throws when the run violates its schema. */
export function bundleText(run: Run): string {
  const bundle: Bundle = { format: 'tilescope-run', version: 1, run };
  return `${JSON.stringify(bundleSchema.parse(bundle), null, 2)}\n`;
}

/** Reads a bundle's text. Fails with BAD_BUNDLE, which says what is wrong and where. */
export function readBundle(text: string): Result<Bundle> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = `the file is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, error: { code: 'BAD_BUNDLE', message } };
  }
  return validate(bundleSchema, value, 'BAD_BUNDLE', 'the bundle');
}

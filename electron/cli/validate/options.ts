import { FAMILIES, type Problem } from '../../../kernels/index.ts';
import { parseOptions } from '../parse-options.ts';
import { UsageError } from '../usage-error.ts';

/** What `tilescope check --all` was asked to do. */
export interface ValidateOptions {
  device: string | null;
  op: Problem['op'] | null;
  jsonPath: string | null;
}

const OPTIONS = {
  all: { type: 'boolean' },
  device: { type: 'string' },
  op: { type: 'string' },
  json: { type: 'string' },
} as const;

/** Whether `tilescope check` was asked for every program: by --all, or by no file. */
export function asksForAll(parameters: readonly string[]): boolean {
  return parameters.includes('--all') || parameters.every(isOwn);
}

/** The options that do not say what is to be done with a file, and their values. */
function isOwn(parameter: string, index: number, all: readonly string[]): boolean {
  const isOption = (text: string | undefined) => /^--(device|op|json)$/.test(text ?? '');
  return isOption(parameter) || /^--(device|op|json)=/.test(parameter) || isOption(all[index - 1]);
}

/** Reads the options of `tilescope check --all`. Throws UsageError. */
export function readValidateOptions(parameters: readonly string[]): ValidateOptions {
  const { values } = parseOptions(parameters, OPTIONS);
  const op = FAMILIES.find((family) => family.op === values.op)?.op ?? null;
  if (values.op !== undefined && op === null) {
    throw new UsageError(`--op ${values.op}: expected ${FAMILIES.map((family) => family.op).join(', ')}`);
  }
  if (values.json === '') throw new UsageError('--json: expected the name of a file');
  return { device: values.device ?? null, op, jsonPath: values.json ?? null };
}

import { FAMILIES, type Problem } from '../../../kernels/index.ts';
import { parseOptions, readPath } from '../parse-options.ts';
import { UsageError } from '../usage-error.ts';

/** The options of `tilescope check --all`. */
interface ValidateOptions {
  device: string | null;
  op: Problem['op'] | null;
  jsonPath: string | null;
}

export const VALIDATE_OPTIONS = {
  all: { type: 'boolean' },
  device: { type: 'string' },
  op: { type: 'string' },
  json: { type: 'string' },
} as const;

/** Whether `tilescope check` is to compile every program: with --all, or without a file. */
export function checksAllPrograms(parameters: readonly string[]): boolean {
  return parameters.includes('--all') || parameters.every(isSharedOption);
}

/** Whether a parameter is one of the options that need no file, or the value of one. */
function isSharedOption(parameter: string, index: number, all: readonly string[]): boolean {
  const isName = (text: string | undefined) => /^--(device|op|json)$/.test(text ?? '');
  return isName(parameter) || /^--(device|op|json)=/.test(parameter) || isName(all[index - 1]);
}

/** Reads the options of `tilescope check --all`. Throws UsageError. */
export function readValidateOptions(parameters: readonly string[]): ValidateOptions {
  const { values } = parseOptions(parameters, VALIDATE_OPTIONS);
  const op = FAMILIES.find((family) => family.op === values.op)?.op ?? null;
  if (values.op !== undefined && op === null) {
    throw new UsageError(`--op ${values.op}: expected ${FAMILIES.map((family) => family.op).join(', ')}`);
  }
  return { device: values.device ?? null, op, jsonPath: readPath('json', values.json) };
}

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** node:util's parseArgs, with its errors as UsageErrors. The commands check the values. */
export function parseOptions<O extends Options>(
  parameters: readonly string[],
  options: O,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: joinNegativeValues(parameters), options, allowPositionals, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [mistake] = error.message.split(/\.?(?: To specify|\n|$)/);
    throw new UsageError(`${mistake}${isUnknownOption(error) ? `: ${expectedOptions(options)}` : ''}`);
  }
}

function isUnknownOption(error: TypeError & { code?: string }): boolean {
  return error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
}

function expectedOptions(options: Options): string {
  const names = Object.keys(options).map((name) => `--${name}`);
  return names.length > 0 ? `expected ${names.join(', ')}` : 'expected no options';
}

/** `--sizes -5` as `--sizes=-5`: a negative number is a bad value to report, not an option. */
function joinNegativeValues(parameters: readonly string[]): string[] {
  const joined: string[] = [];
  for (const parameter of parameters) {
    const previous = joined.at(-1);
    const isValue = /^-\d/.test(parameter) && previous !== undefined && /^--[^=]+$/.test(previous);
    if (isValue) joined[joined.length - 1] = `${previous}=${parameter}`;
    else joined.push(parameter);
  }
  return joined;
}

/** The values that a numeric option may have; `unit` is shown with the range. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly unit: string;
}

/** Reads the number given for an option. Throws UsageError with the range. */
export function readNumber(option: string, text: string, { min, max, whole, unit }: NumberRange): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  const expected = unit ? `${kind} of ${unit}` : kind;
  throw new UsageError(`--${option} ${text}: expected ${expected} from ${min} to ${max}`);
}

/** The path given for an option; null without one. Throws UsageError if it is empty. */
export function readPath(option: string, path: string | undefined): string | null {
  if (path === '') throw new UsageError(`--${option}: expected a file name`);
  return path ?? null;
}

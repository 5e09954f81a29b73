import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** node:util's parseArgs with its mistakes as UsageErrors. Options that are given are checked by their commands. */
export function parseOptions<O extends Options>(
  parameters: readonly string[],
  options: O,
  positionals = false,
) {
  try {
    const args = joinNegativeValues(parameters);
    return parseArgs({ args, options, allowPositionals: positionals, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [mistake] = error.message.split(/\.?(?: To specify|\n|$)/);
    throw new UsageError(`${mistake}${isUnknownOption(error) ? `: ${accepted(options)}` : ''}`);
  }
}

function isUnknownOption(error: TypeError & { code?: string }): boolean {
  return error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
}

function accepted(options: Options): string {
  const names = Object.keys(options).map((name) => `--${name}`);
  return names.length > 0 ? `expected ${names.join(', ')}` : 'expected no option';
}

/** `--sizes -5` as `--sizes=-5`: a negative number is a bad value, to be named as such, and not an option. */
function joinNegativeValues(parameters: readonly string[]): string[] {
  const joined: string[] = [];
  for (const parameter of parameters) {
    const before = joined.at(-1);
    const isValue = /^-\d/.test(parameter) && before !== undefined && /^--[^=]+$/.test(before);
    if (isValue) joined[joined.length - 1] = `${before}=${parameter}`;
    else joined.push(parameter);
  }
  return joined;
}

/** What a numeric option accepts; `unit` is shown with the range. */
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
  const ofWhat = unit ? `${kind} of ${unit}` : kind;
  throw new UsageError(`--${option} ${text}: expected ${ofWhat} from ${min} to ${max}`);
}

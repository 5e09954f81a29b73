import { DEVICE_LIMITS } from './device.ts';
import type { Issue } from './issue.ts';

export type ParameterValue = number | string | boolean;

/** One choice in how a problem is computed. */
export interface Parameter {
  readonly label: string;
  readonly choices: readonly ParameterValue[];
  readonly default: ParameterValue;
}

/** All parameters of a contender: the one table behind forms, checks, sweeps and cache keys. */
export type ParameterTable = Readonly<Record<string, Parameter>>;

/** A value for every parameter. */
export type Configuration = Readonly<Record<string, ParameterValue>>;

/**
 * The table's defaults, with `tuned` in place of those that other values are better than, and `overrides` on top; or
 * what is wrong with the overrides: an unknown parameter, or a value that is not one of its choices.
 */
export function configure(
  table: ParameterTable,
  tuned: Partial<Configuration>,
  overrides: Configuration,
): { configuration: Configuration } | { issues: Issue[] } {
  const issues = Object.entries(overrides).flatMap(([parameter, value]) => {
    const known = Object.hasOwn(table, parameter) ? table[parameter] : undefined;
    if (known?.choices.includes(value)) return [];
    const names = `one of the parameters ${Object.keys(table).join(', ')}`;
    return [{ parameter, value, expected: known ? `one of ${known.choices.join(', ')}` : names }];
  });
  if (issues.length > 0) return { issues };
  const defaults = Object.fromEntries(
    Object.entries(table).map(([name, { default: value }]) => [name, value]),
  );
  return { configuration: { ...defaults, ...tuned, ...overrides } as Configuration };
}

/** A condition on several parameters together: `value` must be within the bounds, inclusive. */
export interface Bound {
  readonly parameter: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  /** Where the bound comes from: "the threadgroup memory of a device". */
  readonly why: string;
}

/**
 * The bound on the threadgroup memory that a kernel declares. Apple's compiler fails obscurely on more, so the device
 * never sees it.
 * @param names the parameters that the bytes follow from
 */
export function threadgroupBound(
  bytes: number,
  configuration: Configuration,
  names: readonly string[],
): Bound {
  const values = names.map((name) => `${name} = ${configuration[name]}`).join(', ');
  return {
    parameter: 'threadgroupBytes',
    value: bytes,
    max: DEVICE_LIMITS.threadgroupBytes.value,
    why: `the threadgroup memory of a device, with ${values}`,
  };
}

/** The bounds that are violated, as issues. */
export function checkBounds(bounds: readonly Bound[]): Issue[] {
  return bounds
    .filter(({ value, min, max }) => !(value >= (min ?? value) && value <= (max ?? value)))
    .map(({ parameter, value, min, max, why }) => {
      const range = [min !== undefined && `at least ${min}`, max !== undefined && `at most ${max}`];
      return { parameter, value, expected: `${range.filter(Boolean).join(' and ')} (${why})` };
    });
}

import type { Values } from '../expression/expression.ts';
import type { Issue } from '../issue.ts';
import { type Configuration, configure, type ParameterTable } from '../parameter.ts';
import type { KernelDescriptor } from './descriptor.ts';
import type { Reader } from './reader.ts';

type Parameters = Pick<KernelDescriptor, 'parameters'>;

/** Names the parameters of a descriptor for its expressions. */
export function readParameters({ parameters = {} }: Parameters, reader: Reader): void {
  for (const name of Object.keys(parameters)) reader.define(`parameters.${name}`, name);
}

/** The parameters of a descriptor as a table, as contenders have it; their first choices are the defaults. */
export function parameterTable({ parameters = {} }: Parameters): ParameterTable {
  const entries = Object.entries(parameters).map(([name, choices]) => {
    return [name, { label: name, choices, default: choices[0] as number }] as const;
  });
  return Object.fromEntries(entries);
}

/** The values of a kernel's parameters, or which of those given are none. */
export function chosenParameters(
  table: ParameterTable,
  overrides: Configuration,
): { values: Values } | { issues: Issue[] } {
  const configured = configure(table, {}, overrides);
  // All choices are numbers.
  return 'issues' in configured ? configured : { values: configured.configuration as Values };
}

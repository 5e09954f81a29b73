import type { Values } from '../expression.ts';
import type { Issue } from '../issue.ts';
import type { Configuration } from '../parameter.ts';
import type { KernelDescriptor } from './descriptor.ts';
import type { Reader } from './reader.ts';

type Parameters = Pick<KernelDescriptor, 'parameters'>;

/** Names the parameters of a descriptor for its expressions. */
export function readParameters({ parameters = {} }: Parameters, reader: Reader): void {
  for (const name of Object.keys(parameters)) reader.define(`parameters.${name}`, name);
}

/** The values of a kernel's parameters: those given, and for the others their first choices. */
export function chosenParameters(
  { parameters = {} }: Parameters,
  overrides: Configuration,
): { values: Values } | { issues: Issue[] } {
  const issues = Object.entries(overrides).flatMap(([parameter, value]): Issue[] => {
    const choices = Object.hasOwn(parameters, parameter) ? parameters[parameter] : undefined;
    if (choices?.includes(value as number)) return [];
    const names = Object.keys(parameters).join(', ');
    const expected = choices?.join(', ') ?? (names ? `one of the parameters ${names}` : 'no parameter');
    return [{ parameter, value, expected }];
  });
  if (issues.length > 0) return { issues };
  const values = Object.entries(parameters).map(([name, choices]) => [name, overrides[name] ?? choices[0]]);
  return { values: Object.fromEntries(values) };
}

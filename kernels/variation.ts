import { parametersOf } from './catalog.ts';
import type { Issue } from './issue.ts';
import { parseVariant, type Variant, variantName } from './names.ts';
import type { Configuration, ParameterTable, ParameterValue } from './parameter.ts';

/** The values to try for each parameter, by the parameter's name. */
export type Variation = Readonly<Record<string, readonly ParameterValue[]>>;

/** The parameters of a contender by its name. */
type Tables = (name: string) => ParameterTable;

/** A parameter of some contenders, with all values that any of them has. */
interface SharedParameter {
  readonly label: string;
  readonly choices: readonly ParameterValue[];
}

/** The parameters of some contenders by name, in the order of their tables. */
export function sharedParameters(
  contenders: readonly string[],
  tables: Tables = parametersOf,
): Readonly<Record<string, SharedParameter>> {
  const shared: Record<string, SharedParameter> = {};
  for (const [name, { label, choices }] of contenders.flatMap((id) => Object.entries(tables(id)))) {
    const before = shared[name] ?? { label, choices: [] };
    shared[name] = { label: before.label, choices: [...new Set([...before.choices, ...choices])] };
  }
  return shared;
}

/** Parses lists of values ("16,32,64") by parameter name. Each has to be a value that one of the contenders has. */
export function readVariation(
  texts: Readonly<Record<string, string>>,
  contenders: readonly string[],
  tables: Tables = parametersOf,
): { variation: Variation } | { issues: Issue[] } {
  const shared = sharedParameters(contenders, tables);
  const variation: Record<string, ParameterValue[]> = {};
  const issues: Issue[] = [];
  for (const [parameter, list] of Object.entries(texts)) {
    const choices = Object.hasOwn(shared, parameter) ? shared[parameter]?.choices : undefined;
    if (!choices) {
      const expected = `one of the parameters ${Object.keys(shared).join(', ')}`;
      issues.push({ parameter, value: list, expected });
      continue;
    }
    for (const text of list.split(',').map((one) => one.trim())) {
      const value = choices.find((choice) => String(choice) === text);
      if (value === undefined) issues.push({ parameter, value: text, expected: choices.join(', ') });
      else variation[parameter] = [...new Set([...(variation[parameter] ?? []), value])];
    }
  }
  return issues.length > 0 ? { issues } : { variation };
}

/**
 * Each contender with every combination of the values of its parameters. A contender that has none of the parameters is
 * unchanged. Impossible combinations are included: generate() says what is wrong with them.
 */
export function varyContenders(
  contenders: readonly string[],
  variation: Variation,
  tables: Tables = parametersOf,
): string[] {
  const names = contenders.flatMap((name) => {
    const { id, overrides, ...rest } = parseVariant(name);
    const own = Object.keys(variation).filter((parameter) => Object.hasOwn(tables(id), parameter));
    const combinations = own.reduce<Configuration[]>(
      (all, parameter) =>
        all.flatMap((one) => (variation[parameter] ?? []).map((value) => ({ ...one, [parameter]: value }))),
      [overrides],
    );
    return combinations.map((combination) => inTableOrder({ id, overrides: combination, ...rest }, tables));
  });
  return [...new Set(names)];
}

/** The name of a variant, with its parameters in the table's order, so that equal variants have equal names. */
export function inTableOrder({ id, overrides, ...rest }: Variant, tables: Tables = parametersOf): string {
  const known = Object.keys(tables(id)).filter((name) => overrides[name] !== undefined);
  const ordered = known.map((name) => [name, overrides[name] as ParameterValue]);
  return variantName({ id, overrides: Object.fromEntries(ordered), ...rest });
}

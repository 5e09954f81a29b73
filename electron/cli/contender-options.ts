import {
  type Configuration,
  contendersOf,
  type ParameterValue,
  type Problem,
  parametersOf,
  parseVariant,
  type Variant,
  variantName,
} from '../../kernels/index.ts';
import { UsageError } from './usage-error.ts';

/** Values that a parameter is tried with, by the parameter's name. */
export type Variation = Readonly<Record<string, readonly ParameterValue[]>>;

/** As many as one sweep takes. */
const MAX_CONTENDERS = 64;

/**
 * Reads "gemm-tiled,gemm-simdgroup@blockM=32,blockN=64,cblas": a part with an equals sign belongs to the contender
 * before it. Throws UsageError. In the order given, each once.
 */
export function readContenders(text: string, op: Problem['op']): string[] {
  const known = contendersOf(op).map(({ id }) => id);
  const ids = text.split(/,(?!\s*\w+=)/).map((part) => part.trim());
  return [...new Set(ids.map((id) => readContender(id, known)))];
}

function readContender(text: string, known: readonly string[]): string {
  const [base = ''] = text.split('@');
  if (!known.includes(base)) throw new UsageError(`--contenders ${text}: accepted is ${known.join(', ')}`);
  const { id, overrides } = parseVariant(text);
  const parameters = parametersOf(id);
  for (const [name, value] of Object.entries(overrides)) {
    const choices = Object.hasOwn(parameters, name) ? parameters[name]?.choices : undefined;
    const accepted = choices?.join(', ') ?? `a parameter among ${Object.keys(parameters).join(', ')}`;
    if (!choices?.includes(value))
      throw new UsageError(`--contenders ${id}@${name}=${value}: accepted is ${accepted}`);
  }
  return inTableOrder({ id, overrides });
}

/** Reads "blockM=16,32,64", once for each parameter. Values are those that one of the contenders has. */
export function readVariation(parameters: readonly string[], contenders: readonly string[]): Variation {
  const variation: Record<string, ParameterValue[]> = {};
  const tables = contenders.map((id) => parametersOf(id));
  const names = [...new Set(tables.flatMap((table) => Object.keys(table)))];
  for (const parameter of parameters) {
    const [name = '', list = ''] = parameter.split(/=(.*)/s);
    const found = tables.flatMap((table) => (Object.hasOwn(table, name) ? (table[name] ?? []) : []));
    if (found.length === 0) {
      throw new UsageError(`--vary ${parameter}: accepted is name=value,value,… of ${names.join(', ')}`);
    }
    if (Object.hasOwn(variation, name)) throw new UsageError(`--vary ${parameter}: ${name} is given twice`);
    const choices = [...new Set(found.flatMap((one) => one.choices))];
    variation[name] = list.split(',').map((text) => {
      const choice = choices.find((value) => String(value) === text.trim());
      if (choice === undefined) {
        throw new UsageError(`--vary ${name}=${text}: accepted is ${choices.join(', ')}`);
      }
      return choice;
    });
  }
  return variation;
}

/**
 * Each contender with every combination of the values of its parameters; one that has none of the parameters stays
 * as it is. Combinations that cannot be are among them: their cells say why.
 */
export function varyContenders(contenders: readonly string[], variation: Variation): string[] {
  const ids = contenders.flatMap((id) => {
    const parsed = parseVariant(id);
    const names = Object.keys(variation).filter((name) => Object.hasOwn(parametersOf(parsed.id), name));
    const combinations = names.reduce<Configuration[]>(
      (all, name) =>
        all.flatMap((one) => (variation[name] ?? []).map((value) => ({ ...one, [name]: value }))),
      [parsed.overrides],
    );
    return combinations.map((overrides) => inTableOrder({ id: parsed.id, overrides }));
  });
  const unique = [...new Set(ids)];
  if (unique.length <= MAX_CONTENDERS) return unique;
  throw new UsageError(`--vary: accepted is at most ${MAX_CONTENDERS} contenders, not ${unique.length}`);
}

/** Equal choices have equal names, in whatever order they were given. */
function inTableOrder({ id, overrides }: Variant): string {
  const names = Object.keys(parametersOf(id)).filter((name) => overrides[name] !== undefined);
  return variantName({
    id,
    overrides: Object.fromEntries(names.map((name) => [name, overrides[name] as ParameterValue])),
  });
}

import {
  contendersOf,
  inTableOrder,
  type OwnKernel,
  type ParameterTable,
  type Problem,
  parametersOf,
  parseVariant,
  readVariation,
  sharedParameters,
  type Variation,
  varyContenders,
} from '../../../kernels/index.ts';
import { MAX_CONTENDERS } from '../../ipc/limits.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Reads "gemm-tiled,gemm-simdgroup@blockM=32,blockN=64,cblas": a part with an equals sign belongs to the contender
 * before it. Keeps the order and removes repetitions. Throws UsageError.
 * @param own kernels that may be named, too @param by the option that names them
 */
export function readContenders(
  text: string,
  op: Problem['op'],
  own: readonly OwnKernel[] = [],
  by = '--contenders',
): string[] {
  const known = [...own.map(({ name }) => name), ...contendersOf(op).map(({ id }) => id)];
  const tables = tablesWith(own);
  const names = text.split(/,(?!\s*\w+=)/).map((part) => part.trim());
  return [...new Set(names.map((name) => readContender(name, known, tables, by)))];
}

/** The parameters of contenders, own kernels among them. */
export function tablesWith(own: readonly OwnKernel[]): (name: string) => ParameterTable {
  return (name) => {
    const { id } = parseVariant(name);
    return own.find((kernel) => kernel.name === id)?.parameters ?? parametersOf(id);
  };
}

function readContender(
  text: string,
  known: readonly string[],
  tables: (name: string) => ParameterTable,
  by: string,
): string {
  const [base = ''] = text.split('@');
  if (!known.includes(base)) throw new UsageError(`${by} ${text}: expected ${known.join(', ')}`);
  const { id, overrides } = parseVariant(text);
  const parameters = tables(id);
  for (const [name, value] of Object.entries(overrides)) {
    const choices = Object.hasOwn(parameters, name) ? parameters[name]?.choices : undefined;
    if (choices?.includes(value)) continue;
    const expected = choices?.join(', ') ?? `one of the parameters ${Object.keys(parameters).join(', ')}`;
    throw new UsageError(`${by} ${id}@${name}=${value}: expected ${expected}`);
  }
  return inTableOrder({ id, overrides }, tables);
}

/** Reads "blockM=16,32,64", at most once for each parameter of the contenders. Throws UsageError. */
export function readVary(
  options: readonly string[],
  contenders: readonly string[],
  own: readonly OwnKernel[] = [],
): Variation {
  const tables = tablesWith(own);
  const texts: Record<string, string> = {};
  for (const option of options) {
    const [name = '', list] = option.split(/=(.*)/s);
    if (list === undefined) {
      const names = Object.keys(sharedParameters(contenders, tables)).join(', ');
      throw new UsageError(`--vary ${option}: expected NAME=A,B,… with one of ${names}`);
    }
    if (Object.hasOwn(texts, name)) throw new UsageError(`--vary ${option}: ${name} is given twice`);
    texts[name] = list;
  }
  const read = readVariation(texts, contenders, tables);
  if ('variation' in read) return read.variation;
  const [issue] = read.issues;
  throw new UsageError(`--vary ${issue?.parameter}=${issue?.value}: expected ${issue?.expected}`);
}

/** The contenders with every combination of the varied parameters. Throws UsageError for more than a sweep takes. */
export function applyVariation(
  contenders: readonly string[],
  variation: Variation,
  own: readonly OwnKernel[] = [],
): string[] {
  const all = varyContenders(contenders, variation, tablesWith(own));
  if (all.length <= MAX_CONTENDERS) return all;
  throw new UsageError(`--vary: expected at most ${MAX_CONTENDERS} contenders, not ${all.length}`);
}

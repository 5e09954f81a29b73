import {
  contendersOf,
  inTableOrder,
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
 * @param own the names of own kernels
 */
export function readContenders(text: string, op: Problem['op'], own: readonly string[] = []): string[] {
  const known = [...own, ...contendersOf(op).map(({ id }) => id)];
  const names = text.split(/,(?!\s*\w+=)/).map((part) => part.trim());
  return [...new Set(names.map((name) => readContender(name, known)))];
}

function readContender(text: string, known: readonly string[]): string {
  const [base = ''] = text.split('@');
  if (!known.includes(base)) throw new UsageError(`--contenders ${text}: expected ${known.join(', ')}`);
  const { id, overrides } = parseVariant(text);
  const parameters = parametersOf(id);
  for (const [name, value] of Object.entries(overrides)) {
    const choices = Object.hasOwn(parameters, name) ? parameters[name]?.choices : undefined;
    if (choices?.includes(value)) continue;
    const expected = choices?.join(', ') ?? `one of the parameters ${Object.keys(parameters).join(', ')}`;
    throw new UsageError(`--contenders ${id}@${name}=${value}: expected ${expected}`);
  }
  return inTableOrder({ id, overrides });
}

/** Reads "blockM=16,32,64", at most once for each parameter of the contenders. Throws UsageError. */
export function readVary(options: readonly string[], contenders: readonly string[]): Variation {
  const texts: Record<string, string> = {};
  for (const option of options) {
    const [name = '', list] = option.split(/=(.*)/s);
    if (list === undefined) {
      const names = Object.keys(sharedParameters(contenders)).join(', ');
      throw new UsageError(`--vary ${option}: expected NAME=A,B,… with one of ${names}`);
    }
    if (Object.hasOwn(texts, name)) throw new UsageError(`--vary ${option}: ${name} is given twice`);
    texts[name] = list;
  }
  const read = readVariation(texts, contenders);
  if ('variation' in read) return read.variation;
  const [issue] = read.issues;
  throw new UsageError(`--vary ${issue?.parameter}=${issue?.value}: expected ${issue?.expected}`);
}

/** The contenders with every combination of the varied parameters. Throws UsageError for more than a sweep takes. */
export function applyVariation(contenders: readonly string[], variation: Variation): string[] {
  const all = varyContenders(contenders, variation);
  if (all.length <= MAX_CONTENDERS) return all;
  throw new UsageError(`--vary: expected at most ${MAX_CONTENDERS} contenders, not ${all.length}`);
}

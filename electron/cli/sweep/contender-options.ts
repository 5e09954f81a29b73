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
 * before it. Throws UsageError. In the order given, each once.
 */
export function readContenders(text: string, op: Problem['op']): string[] {
  const known = contendersOf(op).map(({ id }) => id);
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

/** Reads "blockM=16,32,64", once for each parameter of one of the contenders. Throws UsageError. */
export function readVary(parameters: readonly string[], contenders: readonly string[]): Variation {
  const texts: Record<string, string> = {};
  for (const parameter of parameters) {
    const [name = '', list] = parameter.split(/=(.*)/s);
    if (list === undefined) {
      const names = Object.keys(sharedParameters(contenders)).join(', ');
      throw new UsageError(`--vary ${parameter}: expected name=value,value,… of ${names}`);
    }
    if (Object.hasOwn(texts, name)) throw new UsageError(`--vary ${parameter}: ${name} is given twice`);
    texts[name] = list;
  }
  const read = readVariation(texts, contenders);
  if ('variation' in read) return read.variation;
  const [issue] = read.issues;
  throw new UsageError(`--vary ${issue?.parameter}=${issue?.value}: expected ${issue?.expected}`);
}

/** The contenders with their variation, as many as one sweep takes. Throws UsageError. */
export function varied(contenders: readonly string[], variation: Variation): string[] {
  const all = varyContenders(contenders, variation);
  if (all.length <= MAX_CONTENDERS) return all;
  throw new UsageError(`--vary: expected at most ${MAX_CONTENDERS} contenders, not ${all.length}`);
}

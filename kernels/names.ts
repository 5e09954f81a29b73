import type { Configuration, ParameterValue } from './parameter.ts';

/** A contender, and the parameters that replace its defaults. */
export interface Variant {
  readonly id: string;
  readonly overrides: Configuration;
}

/**
 * Parses a contender's name, which may carry parameters: "gemm-simdgroup@blockM=32,blockK=16". The parameters are not
 * checked here; generate() does that.
 */
export function parseVariant(name: string): Variant {
  const [id = '', parameters] = name.split('@', 2);
  const pairs = parameters?.split(',').map((pair) => pair.split('=', 2) as [string, string?]) ?? [];
  return { id, overrides: Object.fromEntries(pairs.map(([key, text]) => [key, readValue(text ?? '')])) };
}

/** The name that parseVariant() parses. */
export function variantName({ id, overrides }: Variant): string {
  const pairs = Object.entries(overrides).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? `${id}@${pairs.join(',')}` : id;
}

function readValue(text: string): ParameterValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

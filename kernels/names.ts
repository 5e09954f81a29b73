import type { Configuration, ParameterValue } from './parameter.ts';

/** Where a contender is measured against an earlier version of itself, which of the two it is. */
export const SIDES = ['baseline', 'candidate'] as const;
export type Side = (typeof SIDES)[number];

/** A contender, the parameters that replace its defaults, and its side of a rematch. */
export interface Variant {
  readonly id: string;
  readonly overrides: Configuration;
  readonly side?: Side;
}

/**
 * Parses a contender's name, which may carry parameters and a side: "gemm-simdgroup@blockM=32,blockK=16#baseline". The
 * parameters are not checked here; generate() does that.
 */
export function parseVariant(name: string): Variant {
  const { 0: plain = '', 1: text } = name.split('#', 2);
  const side = SIDES.find((one) => one === text);
  const [id = '', parameters] = (side ? plain : name).split('@', 2);
  const pairs = parameters?.split(',').map((pair) => pair.split('=', 2) as [string, string?]) ?? [];
  const overrides = Object.fromEntries(pairs.map(([key, value]) => [key, readValue(value ?? '')]));
  return { id, overrides, ...(side && { side }) };
}

/** The name that parseVariant() parses. */
export function variantName({ id, overrides, side }: Variant): string {
  const pairs = Object.entries(overrides).map(([key, value]) => `${key}=${value}`);
  return `${id}${pairs.length > 0 ? `@${pairs.join(',')}` : ''}${side ? `#${side}` : ''}`;
}

/** A contender's name without its side. */
export function withoutSide(name: string): string {
  const { side } = parseVariant(name);
  return side ? name.slice(0, -side.length - 1) : name;
}

/** A contender's name on a side of a rematch, in place of the side that it has. */
export function onSide(name: string, side: Side): string {
  return `${withoutSide(name)}#${side}`;
}

function readValue(text: string): ParameterValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

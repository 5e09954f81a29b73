import { evaluator, type Values } from '../expression/expression.ts';
import { partsOf, type Tree } from '../expression/tree.ts';
import { CONSTANTS } from './functions.ts';

/** Values of names at both ends of their ranges. */
export interface Span {
  readonly low: Values;
  readonly high: Values;
}

/** Extents, which are what they are. */
export function spanOf(extents: Values): Span {
  const values = { ...CONSTANTS, ...extents };
  return { low: values, high: values };
}

/** A span in which indices go from 0 to before as many. */
export function withIndices({ low, high }: Span, indices: readonly string[], dims: readonly number[]): Span {
  const ends = indices.map((name, axis) => [name, Math.max(0, (dims[axis] as number) - 1)]);
  const starts = indices.map((name) => [name, 0]);
  return { low: { ...low, ...Object.fromEntries(starts) }, high: { ...high, ...Object.fromEntries(ends) } };
}

/** How many parts of a formula are computed for an element, on average where ranges follow from indices. */
export function stepsOf(tree: Tree, span: Span): number {
  if (tree.type !== 'reduction') return 1 + partsOf(tree).reduce((sum, part) => sum + stepsOf(part, span), 0);
  const length = evaluator(tree.range);
  const ends = [length(span.low), length(span.high)].map((end) => Math.max(0, end));
  const within = withIndices(span, [tree.index], [Math.max(...ends)]);
  return 1 + (((ends[0] as number) + (ends[1] as number)) / 2) * stepsOf(tree.body, within);
}

/** A number, or whether something holds. */
export type Kind = 'number' | 'condition';

/** What a reduction makes of the values of its body. */
export const REDUCTIONS = ['sum', 'product', 'max', 'min'] as const;
export type ReductionName = (typeof REDUCTIONS)[number];

/** An expression that was parsed, or a part of one, with the place in the text where it begins. */
export type Tree = { readonly kind: Kind; readonly at: number } & (
  | { readonly type: 'literal'; readonly value: number }
  | { readonly type: 'name'; readonly name: string }
  /** A number's sign, or the contrary of a condition. */
  | { readonly type: 'negation'; readonly of: Tree }
  | { readonly type: 'operation'; readonly operator: string; readonly left: Tree; readonly right: Tree }
  | { readonly type: 'call'; readonly name: string; readonly of: readonly Tree[] }
  /** `sum(k: K, …)`: of the body for each index from 0 to before the range. */
  | ({ readonly type: 'reduction'; readonly over: ReductionName; readonly index: string } & {
      readonly range: Tree;
      readonly body: Tree;
    })
  /** `X[i, j]` */
  | { readonly type: 'element'; readonly array: string; readonly indices: readonly Tree[] }
);

type Reduction = Extract<Tree, { type: 'reduction' }>;

/** The parts that a tree is made of. */
export function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.type) {
    case 'negation':
      return [tree.of];
    case 'operation':
      return [tree.left, tree.right];
    case 'call':
      return tree.of;
    case 'reduction':
      return [tree.range, tree.body];
    case 'element':
      return tree.indices;
    default:
      return [];
  }
}

/** All reductions in a tree. */
export function reductionsIn(tree: Tree): Reduction[] {
  return [...(tree.type === 'reduction' ? [tree] : []), ...partsOf(tree).flatMap(reductionsIn)];
}

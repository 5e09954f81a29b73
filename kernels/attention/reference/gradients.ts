import { byOwner, copy, copyAll, range } from '../../matrix.ts';
import {
  ATTENDED,
  type ExpectedOutput,
  type ExpectedRows,
  type Fold,
  type HeadProduct,
  type LinearAlgebra,
} from '../../reference.ts';
import { type Operand, operandIndex } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { attend } from './head.ts';
import {
  emptyRows,
  headMask,
  headView,
  type Inputs,
  rightOperand,
  UNCERTAIN_SUM,
  withRoots,
} from './reference.ts';

/** Elements of dK and dV kept until the other is requested: 64 MiB with their scales. */
const KEPT = 2 ** 21;

const OPERANDS = ['Q', 'K', 'V'] as const;
type GradientOf = (typeof OPERANDS)[number];
type Gradients = Readonly<Record<GradientOf, ExpectedRows>>;

/** dQ, dK and dV in float64, from Q, K, V, dO and M as they are in their buffers. */
export function gradientReference(problem: CompleteAttention, inputs: Inputs): ExpectedOutput[] {
  const { batch, heads, kvHeads, r, c, d, dtype } = problem;
  const group = heads / kvHeads;
  const keyGradients = kept(Math.max(1, Math.floor(KEPT / (c * d))), (kvHead, algebra) =>
    gradientsOfKeys(problem, inputs, kvHead, algebra),
  );
  const allFolded = folds((fold, algebra) => foldedGradients(problem, inputs, fold, algebra));
  /** @param sharers heads of Q that share a row @param products multiply-adds for an element of P, by d */
  const output = (operand: GradientOf, rows: number, sharers: number, products: number) => {
    const costOf = (perElement: number, share: number) => ({
      multiplyAdds: 0,
      exponentials: 0,
      attended:
        sharers * (operand === 'Q' ? c : r) * share * (perElement * d + ATTENDED.weight + ATTENDED.slope),
    });
    return {
      buffer: `d${operand}`,
      dtype,
      rows: batch * (heads / sharers) * rows,
      columns: d,
      relativeTo: UNCERTAIN_SUM,
      rowCost: operand === 'Q' ? costOf(products, 1) : costOf(products, 1 / 2),
      project: async (fold: Fold, algebra: LinearAlgebra) => (await allFolded(fold, algebra))[operand],
      projectedRowCost: costOf(4, 1 / 3),
      at: (index: number, column: number) =>
        operandIndex(operand, problem, Math.floor(index / rows) * sharers, index % rows, column),
    };
  };
  const ofKeys = (operand: 'K' | 'V'): ExpectedOutput => ({
    ...output(operand, c, group, 8),
    rowsTogether: c,
    compute: async (rows, algebra) => {
      const expected = emptyRows(rows.length * d);
      for (const { owner, first, rows: keys } of byOwner(rows, c)) {
        const { values, scales } = (await keyGradients(owner, algebra))[operand];
        for (const [index, key] of keys.entries()) {
          expected.values.set(values.subarray(key * d, (key + 1) * d), (first + index) * d);
          expected.scales.set(scales.subarray(key * d, (key + 1) * d), (first + index) * d);
        }
      }
      return expected;
    },
  });
  return [
    {
      ...output('Q', r, 1, 6),
      compute: (rows, algebra) => gradientsOfQueries(problem, inputs, rows, algebra),
    },
    ofKeys('K'),
    ofKeys('V'),
  ];
}

/** Caches the last `count` results. */
function kept<T>(count: number, make: (key: number, algebra: LinearAlgebra) => Promise<T>): typeof make {
  const known = new Map<number, Promise<T>>();
  return (key, algebra) => {
    const found = known.get(key) ?? make(key, algebra);
    known.delete(key);
    known.set(key, found);
    if (known.size > count) known.delete(known.keys().next().value as number);
    return found;
  };
}

/** Caches the last result: all gradients have the same columns and are folded alike. */
function folds<T>(make: (fold: Fold, algebra: LinearAlgebra) => Promise<T>): typeof make {
  let known: { fold: Fold; result: Promise<T> } | null = null;
  return (fold, algebra) => {
    const isKnown =
      known?.fold.width === fold.width &&
      fold.signs.every((sign, column) => sign === known?.fold.signs[column]);
    if (!known || !isKnown) known = { fold, result: make(fold, algebra) };
    return known.result;
  };
}

/** Which gradients of a head are wanted: that of Q for some queries, or those of K and V, to which all contribute. */
interface Wanted {
  readonly head: number;
  readonly queries: readonly number[];
  readonly of: readonly GradientOf[];
  readonly fold: Fold | null;
}

/** dQ = dS·K, dK = dSᵀ·Q and dV = Pᵀ·dO of a head, in the order wanted, with sums of squares for scales. */
async function gradientsOf(
  problem: CompleteAttention,
  inputs: Inputs,
  { head, queries, of, fold }: Wanted,
  algebra: LinearAlgebra,
): Promise<ExpectedRows[]> {
  const view = (operand: Operand) => headView(inputs, operand, operand, problem, head);
  const [q, dO] = [view('Q'), headView(inputs, 'dO', 'O', problem, head)];
  const products = {
    Q: () => ({ of: 'slopes', over: 'keys', ...rightOperand(view('K'), fold) }),
    K: () => ({ of: 'slopes', over: 'queries', ...rightOperand(q, fold) }),
    V: () => ({ of: 'weights', over: 'queries', ...rightOperand(dO, fold) }),
  } satisfies Record<GradientOf, () => HeadProduct>;
  const made = {
    queries: copy(q, queries, undefined, (element) => problem.scale * element),
    keys: copyAll(view('K')),
    mask: headMask(problem, inputs, queries),
    slopes: { rows: copy(dO, queries), columns: copyAll(view('V')), scale: problem.scale },
  };
  const wanted = of.map((operand) => products[operand]());
  const sums = await attend(made, wanted, algebra);
  return sums.map(({ values, squares }) => ({ values, scales: squares }));
}

async function gradientsOfQueries(
  problem: CompleteAttention,
  inputs: Inputs,
  rows: readonly number[],
  algebra: LinearAlgebra,
): Promise<ExpectedRows> {
  const { r, d } = problem;
  const expected = emptyRows(rows.length * d);
  for (const { owner: head, first, rows: queries } of byOwner(rows, r)) {
    const wanted = { head, queries, of: ['Q'], fold: null } as const;
    const [sums] = await gradientsOf(problem, inputs, wanted, algebra);
    place(expected, sums, first * d);
  }
  return withRoots(problem, null, expected);
}

/** dK and dV of a head of K and V: sums over all queries of the heads that share it. */
async function gradientsOfKeys(
  problem: CompleteAttention,
  inputs: Inputs,
  kvHead: number,
  algebra: LinearAlgebra,
): Promise<Record<'K' | 'V', ExpectedRows>> {
  const { heads, kvHeads, r, c, d } = problem;
  const group = heads / kvHeads;
  const [K, V] = [emptyRows(c * d), emptyRows(c * d)];
  for (const head of range(kvHead * group, group)) {
    const wanted = { head, queries: range(0, r), of: ['K', 'V'], fold: null } as const;
    const [k, v] = await gradientsOf(problem, inputs, wanted, algebra);
    add(K, k, 0);
    add(V, v, 0);
  }
  return { K: withRoots(problem, null, K), V: withRoots(problem, null, V) };
}

/** The folded sums of all gradients, for which P and dS are computed once. */
async function foldedGradients(
  problem: CompleteAttention,
  inputs: Inputs,
  fold: Fold,
  algebra: LinearAlgebra,
): Promise<Gradients> {
  const { batch, heads, kvHeads, r, c } = problem;
  const [ofQueries, ofKeys] = [r * fold.groups, c * fold.groups];
  const expected = {
    Q: emptyRows(batch * heads * ofQueries),
    K: emptyRows(batch * kvHeads * ofKeys),
    V: emptyRows(batch * kvHeads * ofKeys),
  };
  for (const head of range(0, batch * heads)) {
    const wanted = { head, queries: range(0, r), of: OPERANDS, fold };
    const [q, k, v] = await gradientsOf(problem, inputs, wanted, algebra);
    const kvHead = Math.floor((head * kvHeads) / heads);
    place(expected.Q, q, head * ofQueries);
    add(expected.K, k, kvHead * ofKeys);
    add(expected.V, v, kvHead * ofKeys);
  }
  const done = (rows: ExpectedRows) => withRoots(problem, fold, rows);
  return { Q: done(expected.Q), K: done(expected.K), V: done(expected.V) };
}

function place(to: ExpectedRows, from: ExpectedRows | undefined, at: number): void {
  to.values.set(from?.values ?? [], at);
  to.scales.set(from?.scales ?? [], at);
}

function add(to: ExpectedRows, from: ExpectedRows | undefined, at: number): void {
  for (const kind of ['values', 'scales'] as const) {
    const [sums, more] = [to[kind], from?.[kind] ?? new Float64Array()];
    for (let index = 0; index < more.length; index++) {
      sums[at + index] = (sums[at + index] as number) + (more[index] as number);
    }
  }
}

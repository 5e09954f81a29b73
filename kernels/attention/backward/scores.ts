import { MASK } from '../masks.ts';
import { operandIndex } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';

export type Inputs = Readonly<Record<string, Float32Array>>;

/** A head of Q, K, V or dO in float64, row-major. */
type Matrix = Float64Array;

/** The scores and slopes of a query and some keys, with the sums of their squared terms. */
export interface Scores {
  /** scale · q·k + mask; −∞ where the key is hidden. */
  readonly scores: Float64Array;
  readonly scoreSquares: Float64Array;
  /** dO·v, an element of dP. */
  readonly slopes: Float64Array;
  readonly slopeSquares: Float64Array;
}

/** The operands of a query head. dO has the layout of O. */
export class Head {
  readonly Q: Matrix;
  readonly K: Matrix;
  readonly V: Matrix;
  readonly dO: Matrix;
  private readonly problem: CompleteAttention;
  private readonly mask: Float32Array | undefined;

  constructor(problem: CompleteAttention, inputs: Inputs, head: number) {
    const { r, c, d } = problem;
    const read = (buffer: string, operand: 'Q' | 'K' | 'V' | 'O', rows: number) => {
      const from = inputs[buffer] as Float32Array;
      const at = (i: number) => operandIndex(operand, problem, head, Math.floor(i / d), i % d);
      return Float64Array.from({ length: rows * d }, (_, i) => from[at(i)] as number);
    };
    this.Q = read('Q', 'Q', r);
    this.K = read('K', 'K', c);
    this.V = read('V', 'V', c);
    this.dO = read('dO', 'O', r);
    this.problem = problem;
    this.mask = inputs[MASK];
  }

  /** A row of one of the matrices. */
  row(matrix: Matrix, index: number): Float64Array {
    const { d } = this.problem;
    return matrix.subarray(index * d, (index + 1) * d);
  }

  /** The scores of a query and `count` keys from the first one on. */
  scores(query: number, first: number, count: number): Scores {
    const { d, scale } = this.problem;
    const { Q, K, V, dO } = this;
    const [scores, scoreSquares] = [new Float64Array(count), new Float64Array(count)];
    const [slopes, slopeSquares] = [new Float64Array(count), new Float64Array(count)];
    for (let key = 0; key < count; key++) {
      const added = this.added(query, first + key);
      scores[key] = added;
      if (added === Number.NEGATIVE_INFINITY) continue;
      let [score, scoreSquare, slope, slopeSquare] = [0, 0, 0, 0];
      for (let i = 0; i < d; i++) {
        const [ofQuery, ofKey] = [query * d + i, (first + key) * d + i];
        const product = (Q[ofQuery] as number) * (K[ofKey] as number);
        const other = (dO[ofQuery] as number) * (V[ofKey] as number);
        score += product;
        scoreSquare += product * product;
        slope += other;
        slopeSquare += other * other;
      }
      scores[key] = scale * score + added;
      scoreSquares[key] = scale * scale * scoreSquare + added * added;
      slopes[key] = slope;
      slopeSquares[key] = slopeSquare;
    }
    return { scores, scoreSquares, slopes, slopeSquares };
  }

  /** What the mask adds to a score: −∞ if it hides the key from the query. */
  private added(query: number, key: number): number {
    const { mask, r, c, window } = this.problem;
    const last = query + c - r;
    if (mask === 'none') return 0;
    if (mask === 'causal') return key <= last ? 0 : Number.NEGATIVE_INFINITY;
    if (mask === 'window') return key <= last && key > last - window ? 0 : Number.NEGATIVE_INFINITY;
    const element = this.mask?.[query * c + key] ?? 0;
    if (mask === 'additive') return element;
    return element === 0 ? Number.NEGATIVE_INFINITY : 0;
  }
}

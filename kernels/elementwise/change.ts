import { DTYPE } from '../msl/dtype.ts';
import { emitActivation } from '../msl/epilogue.ts';
import { type Lines, lines } from '../msl/text.ts';
import type { CompleteElementwise, ElementDType } from './problem.ts';

/** What happens to an element on its way from X to Y. */
export type Change = Pick<CompleteElementwise, 'operation' | 'dtype' | 'dtypeY' | 'activation'>;

/** What is added to X: an input of its own; null for nothing. */
export function addedTo({ operation }: Pick<Change, 'operation'>): 'bias' | 'R' | null {
  if (operation === 'bias') return 'bias';
  return operation === 'residual' ? 'R' : null;
}

/** "gelu(X + bias)", for comments. */
export function describeChange(change: Change): string {
  const { operation, dtypeY, activation } = change;
  const sum = ['X', addedTo(change)].filter(Boolean).join(' + ');
  if (operation === 'cast') return `${DTYPE[dtypeY].msl}(X)`;
  if (operation === 'transpose') return 'X transposed';
  if (operation === 'rotary') return 'X with its pairs rotated';
  return activation === 'none' ? sum : `${activation}(${sum})`;
}

/** The functions that changed() needs. */
export function emitChangeFunctions({ dtype, dtypeY, activation }: Change): Lines[] {
  const isRounded = dtypeY === 'i8' && dtype !== 'i8';
  return [...emitActivation(activation), ...(isRounded ? [ROUND_TO_CHAR] : [])];
}

const ROUND_TO_CHAR: Lines = lines(`
  // The nearest integer, the even one for halves; -128 or 127 for what is beyond, and 0 for what is no number.
  inline char round_to_char(float x) {
      const bool is_nan = (as_type<uint>(x) & 0x7fffffff) > 0x7f800000;
      return is_nan ? char(0) : char(clamp(rint(x), -128.0f, 127.0f));
  }
`);

/** What is written for element i of a thread: of `x` and of `added`. */
export function changed(change: Change): string {
  const { dtype, dtypeY, activation } = change;
  const terms = addedTo(change) ? ['x[i]', 'added[i]'] : ['x[i]'];
  if (terms.length === 1 && activation === 'none' && dtype === dtypeY) return 'x[i]';
  const sum = terms.map((term) => floatOf(term, dtype)).join(' + ');
  return written(activation === 'none' ? sum : `activation(${sum})`, change);
}

export function floatOf(value: string, dtype: ElementDType): string {
  return dtype === 'f32' ? value : `float(${value})`;
}

/** A float in the data type of Y. */
export function written(value: string, { dtype, dtypeY }: Pick<Change, 'dtype' | 'dtypeY'>): string {
  if (dtypeY === 'f32') return value;
  return dtypeY === 'i8' && dtype !== 'i8' ? `round_to_char(${value})` : `${DTYPE[dtypeY].msl}(${value})`;
}

import { familyOf, type Problem } from './families.ts';
import { fieldValues } from './field.ts';

/**
 * The arithmetic that an error reveals: `f32`, sums in single precision; `TF32-like`, terms with some 10 bits of
 * mantissa, summed in single precision; `f16`, sums in half precision.
 */
export type Arithmetic = 'f32' | 'TF32-like' | 'f16';

// The largest errors, relative to the scales of the reference, of 10^3 to 10^5 simulated outputs of products and of
// attention with 8 to 16384 normal terms. Sums in half precision were rounded after every term, or after every eight as
// SIMD-group matrices may.
//   f32 problem, 10-bit terms:   1.0e-3 to 2.0e-3, for any number of terms
//   f32 problem, sums in f16:    from 3.2e-3 at 64 terms; at most 1.3e-3 · √terms
//   f16 problem, sums in f32:    1.7e-3
//   f16 problem, sums in f16:    from 5.2e-3 at 128 terms
const LARGEST_TF32_ERROR = 2.7e-3;
const LARGEST_F16_ERROR_PER_ROOT = 2e-3;
/** Of sums in f16 over some thousand keys, which no library promises to avoid. */
const LARGEST_HALF_ATTENTION_ERROR = 5e-2;
const LARGEST_ROUNDING_TO_F16 = 3.9e-3;
/** With fewer terms, sums in half precision cannot be told from rounding to it, or from terms with 10 bits. */
const FEWEST_TERMS = 128;

/**
 * The arithmetic that solved a problem, as far as its largest error against float64 reveals it; null if it does not.
 * @param error relative to the scales of the reference, as verification records it
 */
export function arithmeticOf(problem: Problem, error: number): Arithmetic | null {
  const { terms, tolerance } = scalesOf(problem);
  const { dtype } = fieldValues(problem);
  if (terms === null) return null;
  const isHalfSum = error <= LARGEST_F16_ERROR_PER_ROOT * Math.sqrt(terms);
  if (dtype === 'f32') {
    if (error <= tolerance) return 'f32';
    if (error <= LARGEST_TF32_ERROR) return terms < FEWEST_TERMS ? null : 'TF32-like';
    return isHalfSum ? 'f16' : null;
  }
  if (dtype !== 'f16' || terms < FEWEST_TERMS) return null;
  if (error <= LARGEST_ROUNDING_TO_F16) return 'f32';
  return isHalfSum ? 'f16' : null;
}

interface Scales {
  readonly terms: number | null;
  readonly tolerance: number;
}

/** Kept, because all contenders share a problem. */
const SCALES = new WeakMap<Problem, Scales>();

function scalesOf(problem: Problem): Scales {
  const family = familyOf(problem);
  const scales = SCALES.get(problem) ?? {
    terms: family.terms(problem),
    tolerance: family.tolerance(problem),
  };
  SCALES.set(problem, scales);
  return scales;
}

/**
 * The largest error of a correct library, relative to the scales of the reference. On some chips, libraries solve
 * problems in single precision on matrix units with TF32-like arithmetic, and do not say so: that counts as right, and
 * is shown. Anything larger is wrong: at large sizes, dropped terms cannot be told from sums in half precision.
 */
export function libraryTolerance(problem: Problem): number {
  const { tolerance } = familyOf(problem);
  const { dtype } = fieldValues(problem);
  if (dtype === 'f32') return Math.max(tolerance(problem), LARGEST_TF32_ERROR);
  return problem.op === 'attention'
    ? Math.max(tolerance(problem), LARGEST_HALF_ATTENTION_ERROR)
    : tolerance(problem);
}

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const KERNELS = new URL('../', import.meta.url);
const GOLDEN = readdirSync(KERNELS, { encoding: 'utf8', recursive: true }).filter((name) =>
  name.endsWith('.metal'),
);

/**
 * The functions of which Metal has a fast and a precise variant, and of which a compile option chooses one: Metal
 * Shading Language Specification, mathematical functions. Those that are exact in both (abs, min, max, …) are left out.
 */
const FUNCTIONS =
  'acos acosh asin asinh atan atan2 atanh cos cosh cospi divide exp exp2 exp10 fmod log log2 log10 pow powr rsqrt sin sincos sinh sinpi sqrt tan tanh tanpi';
const BARE = new RegExp(`(?<!::|\\w)(?:${FUNCTIONS.replaceAll(' ', '|')})\\(`);
/** A division with a literal in single precision on one side: so far, every division of float has one. */
const DIVISION = /\d\.\d*f? \/ |\/ (?:\(\d+\.|\d+\.\d)/;

/** The lines of a text that call a math function without naming its variant, or divide numbers of float. */
function bareMath(text: string): string[] {
  return text
    .split('\n')
    .map((line, at) => `${at + 1}: ${line.replace(/\/\/.*/, '').trim()}`)
    .filter((line) => BARE.test(line) || DIVISION.test(line));
}

describe('math functions are fast:: or precise::, so that no compile option changes them', () => {
  test.each(GOLDEN)('%s', (name) => {
    expect(bareMath(readFileSync(new URL(name, KERNELS), 'utf8'))).toEqual([]);
  });

  test.each(['y = exp2(x);', 'y = 1.0f / x;', 'y = x / (1.0f + x);', 'y = -metal_rsqrt(x) * log(x);'])(
    '%s is found',
    (line) => expect(bareMath(line)).toEqual([`1: ${line}`]),
  );

  test.each(['y = fast::exp2(x); // exp2(x)', 'y = precise::tanh(x);', 'i = n / 8;', 'y = max(x, 1.0f);'])(
    '%s is not',
    (line) => expect(bareMath(line)).toEqual([]),
  );
});

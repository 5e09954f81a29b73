/**
 * A list of integers, or nulls, as text: one string for each digit in base 64, the least significant first, with a
 * character for each integer. Digits of one place are alike, so that the text deflates to what the integers tell.
 */
export type PackedIntegers = readonly string[];

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
const BASE = DIGITS.length;
const VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  [...DIGITS].map((digit, value) => [digit, value]),
);

/** @param integers of at most 52 bits */
export function packIntegers(integers: readonly (number | null)[]): PackedIntegers {
  const places: string[] = [];
  let rest = integers.map(naturalOf);
  while (rest.some((value) => value > 0)) {
    places.push(rest.map((value) => DIGITS[value % BASE]).join(''));
    rest = rest.map((value) => Math.floor(value / BASE));
  }
  return places;
}

/** One of the integers that were packed, by its index; beyond them, null. */
export function integerAt(packed: PackedIntegers, index: number): number | null {
  const natural = packed.reduceRight(
    (value, digits) => value * BASE + (VALUES[digits.charAt(index)] ?? 0),
    0,
  );
  return integerOf(natural);
}

/** null, 0, −1, 1, −2, … → 0, 1, 2, 3, 4, … */
function naturalOf(integer: number | null): number {
  if (integer === null) return 0;
  return integer < 0 ? -2 * integer : 2 * integer + 1;
}

function integerOf(natural: number): number | null {
  if (natural === 0) return null;
  return natural % 2 === 0 ? -natural / 2 : (natural - 1) / 2;
}

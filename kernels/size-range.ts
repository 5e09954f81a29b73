import type { Issue } from './issue.ts';

/** Any number, such as -1, 1.5 or 1e9: what is out of range is refused as such, not as bad syntax. */
const NUMBER = /^\s*[+-]?\d+(?:\.\d+)?(?:e\+?\d+)?\s*$/i;
/** In place of a step: the powers of two between start and stop. */
const POWERS = /^\s*pow2\s*$/i;

/** `start:stop:step`, `start:stop` in steps of 1, or `start:stop:pow2`. */
export interface SizeRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number | 'pow2';
}

/** A number, or a range; null if a text is neither. */
export function parseRange(text: string): number | SizeRange | null {
  if (NUMBER.test(text)) return Number(text);
  const [start = '', stop = '', step = '1', ...more] = text.split(':');
  const isPowers = POWERS.test(step);
  const isRange = NUMBER.test(start) && NUMBER.test(stop) && (isPowers || NUMBER.test(step));
  if (!isRange || more.length > 0) return null;
  return { start: Number(start), stop: Number(stop), step: isPowers ? 'pow2' : Number(step) };
}

/**
 * The numbers of a range, at most so many; else what is wrong with it.
 * @param check what is wrong with one of its three numbers
 */
export function valuesOf(
  { start, stop, step }: SizeRange,
  most: number,
  check: (parameter: string, value: number) => Issue | null,
): { values: number[] } | { issues: Issue[] } {
  const numbers = { start, stop, ...(step !== 'pow2' && { step }) };
  const issues = Object.entries(numbers).flatMap(([name, value]) => check(name, value) ?? []);
  if (stop < start)
    issues.push({ parameter: 'stop', value: stop, expected: `at least the start (${start})` });
  if (issues.length > 0) return { issues };
  if (step === 'pow2') return powersOfTwo(start, stop);
  const count = Math.floor((stop - start) / step) + 1;
  if (count > most) return { issues: [tooMany(count, most)] };
  return { values: Array.from({ length: count }, (_, index) => start + index * step) };
}

/** More sizes than one text may name. */
export function tooMany(count: number, most: number): Issue {
  return { parameter: 'sizes', value: `${count} sizes`, expected: `at most ${most} sizes` };
}

function powersOfTwo(start: number, stop: number): { values: number[] } | { issues: Issue[] } {
  const first = 2 ** Math.ceil(Math.log2(start));
  const values: number[] = [];
  for (let value = first; value <= stop; value *= 2) values.push(value);
  if (values.length > 0) return { values };
  return { issues: [{ parameter: 'stop', value: stop, expected: `a power of two (${first}) or more` }] };
}

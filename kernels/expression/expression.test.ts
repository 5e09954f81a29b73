import { describe, expect, it, test } from 'vitest';
import { parseExpression } from './expression.ts';

const VALUES = { m: 96, n: 384, k: 7 };
const parse = (text: string, kind: 'number' | 'condition') =>
  parseExpression(text, Object.keys(VALUES), kind);

function evaluate(text: string, kind: 'number' | 'condition'): number {
  const parsed = parse(text, kind);
  if ('issue' in parsed) throw new Error(JSON.stringify(parsed.issue));
  return parsed.expression.evaluate(VALUES);
}

describe('an expression', () => {
  test.each([
    ['64', 64],
    ['4m', 384],
    ['4*m', 384],
    ['2M + 3', 195],
    ['2(m+n)', 960],
    ['n/m', 4],
    ['n - m - k', 281],
    ['n - (m - k)', 295],
    ['m % 64 * 2', 64],
    ['--k', 7],
    ['-k + 2k', 7],
    ['1e3', 1000],
    ['2e-1 k', 1.4000000000000001],
    ['ceil(k / 2) + floor(k / 2)', 7],
    ['max(min(m, n), 3k) / 2', 48],
    ['2 sqrt(n + 16) - log2(8)', 37],
  ])('%s is %d', (text, value) => expect(evaluate(text, 'number')).toBe(value));

  test.each([
    ['m % 32 == 0', true],
    ['m%64==0', false],
    ['m != n && n <= 384', true],
    ['m > n || k < 8 && m == 95', false],
    ['!(m >= n)', true],
    ['!(m<96)', true],
    ['(m < n) && (k == 7)', true],
  ])('%s: %s', (text, holds) => expect(evaluate(text, 'condition')).toBe(Number(holds)));

  it('names what it uses, in any case', () => {
    expect(parse('M*n + m', 'number')).toMatchObject({ expression: { names: ['m', 'n'] } });
  });

  test.each([
    ['m%%64', '"%" at 3', 'a number, m, n, k or "("'],
    ['', 'the end at 1', 'a number, m, n, k or "("'],
    ['q == 1', '"q" at 1', 'a number, m, n, k or "("'],
    ['m == ', 'the end at 6', 'a number, m, n, k or "("'],
    ['m = 64', '"=" at 3', 'an operator or the end'],
    ['(m == 64', 'the end at 9', 'an operator or ")"'],
    ['m == 64)', '")" at 8', 'an operator or the end'],
    ['m 64', '"64" at 3', 'an operator or the end'],
    ['1.2.3 == m', '"." at 2', 'an operator or the end'],
    ['m % 64', '"m % 64" at 1', 'a condition, such as m % 64 == 0'],
    ['m && n == 1', '"m && n == 1" at 1', 'a condition, such as m % 64 == 0'],
    ['m < n < k', '"m < n < k" at 1', 'a number, not a condition'],
    ['constructor == 1', '"constructor" at 1', 'a number, m, n, k or "("'],
  ])('"%s" is wrong: %s', (text, value, expected) => {
    expect(parse(text, 'condition')).toEqual({ issue: { parameter: text, value, expected } });
  });

  it('has to be a number where one is needed', () => {
    expect(parse('m == n', 'number')).toMatchObject({ issue: { expected: 'a number, not a condition' } });
  });

  it('is refused when it is nested too deeply', () => {
    const text = `${'('.repeat(5000)}m${')'.repeat(5000)}`;
    expect(parse(text, 'number')).toMatchObject({ issue: { expected: 'at most 100 levels of nesting' } });
  });
});

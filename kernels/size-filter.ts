import { parseExpression } from './expression/expression.ts';
import type { Problem } from './families.ts';
import type { Issue } from './issue.ts';
import { extentsOf } from './labels.ts';

/**
 * The problems of one family that fulfil a condition over their extents: `m % 64 == 0 && n <= 4096`, see
 * parseExpression(). The issue of a mistake names its place; that none is left is one, too.
 */
export function problemsWhere(
  problems: readonly Problem[],
  condition: string,
): { problems: Problem[] } | { issue: Issue } {
  const [first] = problems;
  if (!first) return { problems: [] };
  const names = Object.keys(extentsOf(first)).map((name) => name.toLowerCase());
  const parsed = parseExpression(condition, names, 'condition');
  if ('issue' in parsed) return parsed;
  const { expression } = parsed;
  const fitting = problems.filter((problem) => {
    const extents = Object.entries(extentsOf(problem)).map(([name, value]) => [name.toLowerCase(), value]);
    return expression.evaluate(Object.fromEntries(extents)) === 1;
  });
  if (fitting.length > 0) return { problems: fitting };
  const value = problems.length === 1 ? 'not the only size' : `none of ${problems.length} sizes`;
  return { issue: { parameter: condition, value, expected: 'a condition that some of them fulfil' } };
}

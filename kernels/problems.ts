import { checkProblem, problemKey } from './contender.ts';
import { familyOf, type Problem } from './families.ts';
import type { Family } from './family.ts';
import { checkField, type FieldValue, readField } from './field.ts';
import type { Issue } from './issue.ts';
import { apartExtents } from './labels.ts';
import type { Extents } from './sweep.ts';

/** Values of fields by name, without those at their defaults. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** Reads fields that are given as text; square extents are none of them: those are the sizes'. */
export function readFields(
  family: Pick<Family, 'fields' | 'square'>,
  texts: Readonly<Record<string, string>>,
): { values: FieldValues } | { issues: Issue[] } {
  const { fields } = family;
  const apart = apartExtents(family);
  const known = Object.keys(fields).filter((name) => !fields[name]?.isExtent || apart.includes(name));
  const values: Record<string, FieldValue> = {};
  const issues: Issue[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const field = known.includes(name) ? fields[name] : undefined;
    if (!field) {
      issues.push({ parameter: name, value: text, expected: `a field among ${known.join(', ')}` });
      continue;
    }
    const value = readField(field, text);
    const issue = checkField(name, field, value);
    if (issue) issues.push(issue);
    else if (value !== field.default) values[name] = value;
  }
  return issues.length > 0 ? { issues } : { values };
}

/**
 * The problems of a family with these sizes and these values of its other fields: a size that is named twice is one
 * problem. Or what the fields do not fulfil together, for the first size that fails.
 */
export function makeProblems(
  family: Family<Problem>,
  values: FieldValues,
  sizes: readonly Extents[],
): { problems: Problem[] } | { issues: Issue[] } {
  const problems = new Map<string, Problem>();
  for (const size of sizes) {
    const problem = inOrder({ op: family.op, ...values, ...size } as unknown as Problem);
    const issues = checkProblem(problem);
    if (issues.length > 0) return { issues };
    problems.set(problemKey(problem), problem);
  }
  return { problems: [...problems.values()] };
}

/** The same problem with its fields in the order of its family's table: equal problems, equal texts. */
export function inOrder(problem: Problem): Problem {
  const values = problem as unknown as Readonly<Record<string, FieldValue | undefined>>;
  const names = Object.keys(familyOf(problem).fields).filter((name) => values[name] !== undefined);
  const fields = Object.fromEntries(names.map((name) => [name, values[name]]));
  return { op: problem.op, ...fields } as unknown as Problem;
}

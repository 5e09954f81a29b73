import { familyOf, type Problem, readFamily } from './families.ts';
import type { Family } from './family.ts';
import {
  checkField,
  checkFields,
  type FieldValue,
  fieldValues,
  optionsOf,
  readField,
  writtenExtents,
} from './field.ts';
import type { Issue } from './issue.ts';
import { apartExtents } from './labels.ts';
import type { ProblemBase } from './problem.ts';
import type { Extents } from './sizes.ts';

/** Values of fields by name, without those at their defaults. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** What is wrong with a problem that came from outside. Without issues, programs can be generated for it. */
export function checkProblem(problem: ProblemBase): Issue[] {
  const read = readFamily(problem.op);
  if ('issues' in read) return read.issues;
  const { family } = read;
  const issues = checkFields(family.fields, problem);
  return issues.length > 0 ? issues : family.check(problem as Problem);
}

/** A stable, readable key: equal problems have equal keys. Keys are not made for sorting. */
export function problemKey(problem: Problem): string {
  const { fields, key } = familyOf(problem);
  const isRequired = ([name]: [string, unknown]) => fields[name]?.default === undefined;
  const options = optionsOf(fields, problem);
  return [
    key,
    ...options.filter(isRequired).map(([, value]) => value),
    writtenExtents(fields, problem)
      .map(([, extent]) => extent)
      .join('x'),
    ...options.filter((option) => !isRequired(option)).map(([name, value]) => `${name}=${value}`),
  ].join('-');
}

/** Parses fields that are given as text. Square extents are not among them: sizes set those. */
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
      issues.push({ parameter: name, value: text, expected: `one of the fields ${known.join(', ')}` });
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
 * A family's problems of these sizes, with these values of its other fields; a size that is named twice gives one
 * problem. If a problem is wrong: the issues of the first that is.
 */
export function makeProblems(
  family: Family<Problem>,
  values: FieldValues,
  sizes: readonly Extents[],
): { problems: Problem[] } | { issues: Issue[] } {
  const problems = new Map<string, Problem>();
  for (const size of sizes) {
    const asked: ProblemBase = { op: family.op, ...values, ...size };
    const problem = inOrder(asked as Problem);
    const issues = checkProblem(problem);
    if (issues.length > 0) return { issues };
    problems.set(problemKey(problem), problem);
  }
  return { problems: [...problems.values()] };
}

/** The same problem with its fields in the order of its family's table, so that equal problems give equal JSON. */
export function inOrder(problem: Problem): Problem {
  const values = fieldValues(problem);
  const { op, fields } = familyOf(problem);
  const names = Object.keys(fields).filter((name) => values[name] !== undefined);
  const ordered: ProblemBase = {
    op,
    ...Object.fromEntries(names.map((name) => [name, values[name]])),
  };
  return ordered as Problem;
}

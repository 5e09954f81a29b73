/** One thing wrong with an input: which parameter, the value given, and what was expected. */
export interface Issue {
  readonly parameter: string;
  readonly value: unknown;
  readonly expected: string;
}

/** "m = 0: expected a whole number from 1 to 16384". */
export function describeIssue(issue: Issue): string {
  const { parameter, value, expected } = issue;
  return `${value === undefined ? `${parameter} is missing` : `${parameter} = ${String(value)}`}: expected ${expected}`;
}

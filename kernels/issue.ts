/** One thing wrong with an input: which parameter, the value given, and what would be accepted. */
export interface Issue {
  readonly parameter: string;
  readonly value: unknown;
  readonly accepted: string;
}

/** "m = 0: accepted is a whole number from 1 to 16384". */
export function describeIssue(issue: Issue): string {
  return `${issue.parameter} = ${String(issue.value)}: accepted is ${issue.accepted}`;
}

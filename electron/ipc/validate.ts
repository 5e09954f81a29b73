import type { z } from 'zod';
import type { Result } from './types.ts';
import { visibleLine } from './visible-text.ts';

/** At most this many issues are named in one message; the first is nearly always the one to fix. */
const MAX_ISSUES = 5;
const MAX_VALUE_CHARACTERS = 60;

/**
 * Checks a value from outside against its schema.
 * @param code the failure's code, e.g. BAD_INPUT
 * @param subject what is being checked, the start of the message: "sweep.start"
 * @param at the path of the value within the subject, before every path in the message: "run.cells[3]"
 * @returns the parsed value, or a failure that names each path, the value there, and what was expected
 */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  code: string,
  subject: string,
  at = '',
): Result<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.map((issue) => describe(innermost(issue), value, at));
  const more = issues.length > MAX_ISSUES ? [`and ${issues.length - MAX_ISSUES} more`] : [];
  const message = `${subject}: ${[...issues.slice(0, MAX_ISSUES), ...more].join('; ')}`;
  return { ok: false, error: { code, message } };
}

type Issue = z.core.$ZodIssue;

/** What zod says of a value that is none of several, where the schema has no words of its own. */
const NONE_OF_SEVERAL = 'Invalid input';

/** Of a value that is none of several: what is wrong inside it, as the one that it resembles. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.message !== NONE_OF_SEVERAL) return issue;
  const inside = issue.errors.flat().find(({ path }) => path.length > 0);
  return inside ? innermost({ ...inside, path: [...issue.path, ...inside.path] } as Issue) : issue;
}

/** "sweep.problems[0].m = 0: expected a whole number from 1 to 16384" */
function describe(issue: Issue, root: unknown, at: string): string {
  const place = issue.path.reduce<string>(
    (path, step) =>
      typeof step === 'number' ? `${path}[${step}]` : path ? `${path}.${String(step)}` : String(step),
    at,
  );
  const found = issue.path.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown>)?.[step],
    root,
  );
  return visibleLine(`${place || 'the request'} = ${show(found)}: expected ${expectation(issue)}`);
}

const WORDS: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
};

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return WORDS[issue.expected] ?? issue.expected;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'invalid_format':
      return issue.format === 'regex' ? issue.message : issue.format;
    case 'unrecognized_keys':
      return `an object without ${issue.keys.join(', ')}`;
    default:
      return issue.message;
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function show(value: unknown): string {
  const text = typeof value === 'object' ? jsonOf(value) : String(value);
  return text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}…` : text;
}

/** What crosses a process boundary may hold more than JSON does: cycles, and integers of any size. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch (error) {
    return `something that is not JSON (${error instanceof Error ? error.name : typeof error})`;
  }
}

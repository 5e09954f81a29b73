import type { Problem } from '../families.ts';
import type { Family } from '../family.ts';
import { acceptedBy, checkField, type Field, fieldValues } from '../field.ts';
import type { Issue } from '../issue.ts';
import type { ProblemBase } from '../problem.ts';
import type { KernelDescriptor } from './descriptor.ts';
import type { Reader } from './reader.ts';

type Supports = NonNullable<KernelDescriptor['supports']>;

/** Checks which values of a family's fields a descriptor says it supports. */
export function readSupports({ op, fields }: Family<Problem>, supports: Supports, reader: Reader): void {
  for (const [name, values] of Object.entries(supports)) {
    const path = `supports.${name}`;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field || field.isExtent) {
      reader.expect(path, JSON.stringify(values), `a field of ${op}: ${optionNames(fields).join(', ')}`);
      continue;
    }
    if (values === 'any') continue;
    const wrong = values.find((value) => checkField(name, field, value) !== null);
    if (wrong !== undefined) reader.expect(path, wrong, acceptedBy(field));
  }
  for (const name of requiredNames(fields)) {
    const field = fields[name] as Field;
    if (!Object.hasOwn(supports, name))
      reader.expect(`supports.${name}`, undefined, `a list of ${acceptedBy(field)}`);
  }
}

/**
 * What is not supported of a problem: fields with other values than those listed or, if none are, fields that it gives
 * other values than the default. What follows from those is no issue of its own.
 */
export function unsupportedFields(family: Family<Problem>, problem: Problem, supports: Supports): Issue[] {
  const asked = fieldValues(family.complete(problem));
  const plain = fieldValues(family.complete(withoutOthers(family, problem, supports)));
  return optionNames(family.fields).flatMap((parameter) => {
    const value = asked[parameter];
    const isListed = Object.hasOwn(supports, parameter);
    if (!isListed && fieldValues(problem)[parameter] === undefined) return [];
    const listed = isListed ? supports[parameter] : [plain[parameter]];
    if (listed === 'any' || listed?.includes(value as never)) return [];
    return [{ parameter, value, expected: listed?.join(', ') ?? '' }];
  });
}

/** The problem with defaults for the fields that are not listed. */
function withoutOthers({ op, fields }: Family<Problem>, problem: Problem, supports: Supports): Problem {
  const kept = Object.entries(problem).filter(
    ([name]) =>
      fields[name]?.isExtent || fields[name]?.default === undefined || Object.hasOwn(supports, name),
  );
  const plain: ProblemBase = { ...Object.fromEntries(kept), op };
  return plain as Problem;
}

function optionNames(fields: Family['fields']): string[] {
  return Object.keys(fields).filter((name) => !fields[name]?.isExtent);
}

/** Fields that have to be chosen, where there is a choice. */
function requiredNames(fields: Family['fields']): string[] {
  return optionNames(fields).filter((name) => {
    const field = fields[name];
    return field?.default === undefined && !(field?.kind === 'choice' && field.choices.length === 1);
  });
}

/**
 * What a sweep takes for the fields that it is not asked for: the first supported value, where that is not the default
 * of the family; and the first choice where every one is supported or there is only one.
 */
export function usualFields({ fields }: Family<Problem>, supports: Supports = {}): Record<string, string> {
  const values = optionNames(fields).flatMap((name) => {
    const field = fields[name] as Field;
    const choices = field.kind === 'choice' && field.default === undefined ? field.choices : [];
    const listed = Object.hasOwn(supports, name) ? supports[name] : choices.length === 1 ? 'any' : undefined;
    if (listed === undefined || (listed !== 'any' && listed.includes(field.default as never))) return [];
    const [first] = listed === 'any' ? choices : listed;
    return first === undefined ? [] : [[name, String(first)] as const];
  });
  return Object.fromEntries(values);
}

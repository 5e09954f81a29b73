import type { Issue } from './issue.ts';

export type FieldValue = number | string | boolean;

interface FieldBase {
  /** For forms and tables. */
  readonly label: string;
  /** One of the extents that make up the problem's size. They are written in the table's order: M × N × K. */
  readonly isExtent?: true;
}

/**
 * A number between two bounds, inclusive. Required if it has no default; with a default of null, it follows from
 * others.
 */
export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  readonly default?: number | null;
}

interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default?: string | null;
}

interface FlagField extends FieldBase {
  readonly kind: 'flag';
  readonly default: boolean;
}

/** One field of a problem. */
export type Field = NumberField | ChoiceField | FlagField;

/** All fields of a family's problems except `op`: the one table behind checks, forms, options and keys. */
export type FieldTable = Readonly<Record<string, Field>>;

/** What is wrong with each field of a problem on its own: missing, unknown, or out of range. */
export function checkFields(table: FieldTable, problem: object): Issue[] {
  const values = fieldValues(problem);
  const unknown = Object.keys(values).filter((name) => name !== 'op' && !Object.hasOwn(table, name));
  const expected = `one of the fields ${Object.keys(table).join(', ')}`;
  return [
    ...unknown.map((parameter) => ({ parameter, value: values[parameter], expected })),
    ...Object.entries(table).flatMap(([name, field]) => checkField(name, field, values[name]) ?? []),
  ];
}

/** What is wrong with the value of one field, or null. */
export function checkField(parameter: string, field: Field, value: unknown): Issue | null {
  if (value === undefined && field.default !== undefined) return null;
  return accepts(field, value) ? null : { parameter, value, expected: acceptedBy(field) };
}

function accepts(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case 'number': {
      const isKnown =
        typeof value === 'number' && (field.isWhole ? Number.isInteger(value) : !Number.isNaN(value));
      return isKnown && value >= field.min && value <= field.max;
    }
    case 'choice':
      return typeof value === 'string' && field.choices.includes(value);
    case 'flag':
      return typeof value === 'boolean';
  }
}

/** What a form has in a field that nobody has filled in: its default, and of a choice that has none the first. */
export function usualValue(field: Field): FieldValue | null {
  if (field.default !== undefined) return field.default;
  return field.kind === 'choice' ? (field.choices[0] ?? null) : null;
}

/** The values that a field accepts, in words: "a whole number from 1 to 16384". */
export function acceptedBy(field: Field): string {
  switch (field.kind) {
    case 'number':
      return `a ${field.isWhole ? 'whole ' : ''}number from ${field.min} to ${field.max}`;
    case 'choice':
      return field.choices.join(', ');
    case 'flag':
      return 'true or false';
  }
}

/**
 * Parses the value of a field, for instance from the command line: "true", "64", "causal". Text that is not such a
 * value is returned unchanged, so that checkField() reports it.
 */
export function readField(field: Field, text: string): FieldValue {
  if (field.kind === 'number') return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (field.kind === 'flag') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

/** Names and values of the fields that differ from their defaults, in the table's order, without extents. */
export function optionsOf(table: FieldTable, problem: object): [name: string, value: FieldValue][] {
  const values = fieldValues(problem);
  return Object.entries(table).flatMap(([name, field]): [string, FieldValue][] => {
    const value = values[name];
    const isOption = value !== undefined && value !== field.default && !field.isExtent;
    return isOption ? [[name, value]] : [];
  });
}

/**
 * Names and values of a problem's extents as its size is written, in the table's order: without the last ones if they
 * are at their defaults.
 */
export function writtenExtents(table: FieldTable, problem: object): [name: string, extent: number][] {
  const values = fieldValues(problem);
  const extents = Object.entries(table).filter(([, { isExtent }]) => isExtent);
  const last = extents.findLastIndex(([name, field]) => (values[name] ?? field.default) !== field.default);
  return extents.slice(0, last + 1).map(([name, field]) => [name, (values[name] ?? field.default) as number]);
}

/** A problem's fields, looked up by name. */
export function fieldValues(problem: object): Readonly<Record<string, FieldValue | undefined>> {
  return problem as Readonly<Record<string, FieldValue | undefined>>;
}

/** The names of the fields that have a default of their own: not those that follow from other fields. */
type DefaultedNames<T extends FieldTable> = {
  [N in keyof T]: T[N] extends { readonly default: FieldValue } ? N : never;
}[keyof T];

/** A problem with the defaults of a table filled in. */
type WithDefaults<P, T extends FieldTable> = P & Required<Pick<P, DefaultedNames<T> & keyof P>>;

/** Fills in the table's defaults. Fields that follow from others are left out if the problem does not give them. */
export function withDefaults<P extends object, T extends FieldTable>(
  table: T,
  problem: P,
): WithDefaults<P, T> {
  const complete: Record<string, FieldValue> = {};
  for (const name of Object.keys(table)) {
    const value = table[name]?.default;
    if (value !== undefined && value !== null) complete[name] = value;
  }
  const given = fieldValues(problem);
  for (const name of Object.keys(given)) {
    const value = given[name] ?? null;
    if (value !== null) complete[name] = value;
  }
  return complete as object as WithDefaults<P, T>;
}

import type { Cell } from '../../electron/ipc/types.ts';
import {
  apartExtents,
  extentsOf,
  type Field,
  type FieldValue,
  familyOf,
  fieldValues,
  type ParameterValue,
  type Problem,
  parametersOf,
  parseVariant,
  variantName,
} from '../../kernels/index.ts';

/** What tells the cells of a run apart, beside size and contender: a field of problems or a parameter of contenders. */
export interface Dimension {
  readonly name: string;
  readonly label: string;
  readonly kind: 'field' | 'parameter';
  /** Whether it can be a horizontal axis. */
  readonly isNumeric: boolean;
}

interface Asked {
  readonly problems: readonly Problem[];
  readonly contenders: readonly string[];
}

/** The dimensions with more than one value in a run: fields first. */
export function dimensionsOf({ problems, contenders }: Asked): Dimension[] {
  return [...fieldDimensions(problems), ...parameterDimensions(contenders)];
}

/** By the lists of problems, which never change and may be long. */
const FIELDS = new WeakMap<readonly Problem[], readonly Dimension[]>();

/** The fields that differ among problems, without the extents that the size axis has. */
function fieldDimensions(problems: readonly Problem[]): readonly Dimension[] {
  const known = FIELDS.get(problems) ?? findFields(problems);
  FIELDS.set(problems, known);
  return known;
}

function findFields(problems: readonly Problem[]): Dimension[] {
  const [first] = problems;
  if (!first) return [];
  const family = familyOf(first);
  const apart = apartExtents(family);
  const differing = (name: string) =>
    problems.some((problem) => fieldOf(problem, name) !== fieldOf(first, name));
  const extents = Object.keys(extentsOf(first)).filter(differing);
  return Object.entries<Field>(family.fields).flatMap(([name, { label, kind, isExtent }]) => {
    // A single extent that differs is the size axis: see sizeAxisOf().
    const isSize = isExtent && (!apart.includes(name) || extents.length === 1);
    if (isSize || !differing(name)) return [];
    return [{ name, label, kind: 'field' as const, isNumeric: kind === 'number' }];
  });
}

/** The parameters that differ among contenders. */
function parameterDimensions(contenders: readonly string[]): Dimension[] {
  const found = new Map<string, { label: string; values: Set<ParameterValue> }>();
  for (const contender of contenders) {
    for (const [name, value] of Object.entries(parseVariant(contender).overrides)) {
      const known = found.get(name) ?? {
        label: parametersOf(contender)[name]?.label ?? name,
        values: new Set(),
      };
      found.set(name, { ...known, values: known.values.add(value) });
    }
  }
  return [...found].flatMap(([name, { label, values }]) => {
    const isNumeric = [...values].every((value) => typeof value === 'number');
    return values.size > 1 ? [{ name, label, kind: 'parameter' as const, isNumeric }] : [];
  });
}

/** The value of a problem's field, or its default. */
export function fieldOf(problem: Problem, name: string): FieldValue | null {
  return fieldValues(problem)[name] ?? familyOf(problem).fields[name]?.default ?? null;
}

/** The value that a cell has in a dimension; null if it has none. */
export function valueIn(
  { name, kind }: Dimension,
  { problem, contender }: Pick<Cell, 'problem' | 'contender'>,
): FieldValue | ParameterValue | null {
  return kind === 'field' ? fieldOf(problem, name) : (parseVariant(contender).overrides[name] ?? null);
}

/** "Head dimension 64", "Mask causal", "A transposed: no". */
export function valueText({ label }: Dimension, value: FieldValue | ParameterValue | null): string {
  return typeof value === 'boolean' ? `${label}: ${value ? 'yes' : 'no'}` : `${label} ${value ?? 'default'}`;
}

/** A contender without some parameters. */
export function contenderWithout(contender: string, names: readonly string[]): string {
  if (names.length === 0) return contender;
  const variant = parseVariant(contender);
  const kept = Object.entries(variant.overrides).filter(([name]) => !names.includes(name));
  if (kept.length === Object.keys(variant.overrides).length) return contender;
  return variantName({ ...variant, overrides: Object.fromEntries(kept) });
}

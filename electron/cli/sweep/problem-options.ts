import {
  describeIssue,
  FAMILIES,
  type Family,
  type FieldValues,
  FORMS,
  type Issue,
  makeProblems,
  type Problem,
  parseSizes,
  problemsWhere,
  readFamily,
  readFields,
} from '../../../kernels/index.ts';
import { definitionFault } from '../../ipc/own-kernels/check-definition.ts';
import { UsageError } from '../usage-error.ts';

/** The options that describe the problems. */
interface ProblemOptions {
  readonly op: string;
  readonly dtype: string | undefined;
  /** The values of fields where nothing else is asked for, if they are not those of the family. */
  readonly usual?: Readonly<Record<string, string>>;
  /** Other fields by name. */
  readonly set: Readonly<Record<string, string>>;
  /** In the syntax of parseSizes(). */
  readonly sizes: string;
  /** Conditions over the extents. */
  readonly where: readonly string[];
}

const DEFAULT_DTYPE = 'f32';

/** The family and the problems of a sweep. Throws UsageError that names the option. */
export function readProblems({ op, dtype, usual, set, sizes, where }: ProblemOptions): {
  family: Family<Problem>;
  problems: Problem[];
} {
  const { family, form } = readOperation(op);
  const texts: Record<string, string> = {
    ...{ dtype: DEFAULT_DTYPE, ...usual, ...form },
    ...(dtype !== undefined && { dtype }),
    ...set,
  };
  for (const [name, required] of Object.entries(form)) {
    const text = texts[name] ?? required;
    if (text !== required) {
      throw new UsageError(`${optionOf(name, text)}: expected ${required} with --op ${op}`);
    }
  }
  const read = readFields(family, { ...texts, ...form });
  if ('issues' in read) {
    const [issue] = read.issues as [Issue];
    throw new UsageError(`${optionOf(issue.parameter, String(issue.value))}: expected ${issue.expected}`);
  }
  return { family, problems: keepWhere(readSizes(family, read.values, sizes), where) };
}

/** The family of an operation; of an unknown one, its own name. */
export function familyNameOf(op: string): string {
  return (Object.hasOwn(FORMS, op) ? FORMS[op]?.op : null) ?? op;
}

/** An operation is a family, or a form of one with a name of its own, such as hgemm. */
function readOperation(name: string): { family: Family<Problem>; form: Readonly<Record<string, string>> } {
  const named = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  const fault = definitionFault(name);
  if (fault !== null) throw new UsageError(`--op: ${fault}`);
  const read = readFamily(named?.op ?? name);
  if ('issues' in read) {
    if (name.startsWith('custom:'))
      throw new UsageError(`--op: ${read.issues.map(describeIssue).join('; ')}`);
    const expected = [...FAMILIES.map(({ op }) => op), ...Object.keys(FORMS)].join(', ');
    throw new UsageError(`--op ${name}: expected ${expected}`);
  }
  const { family } = read;
  const { op: _op, ...form } = named ?? { op: name };
  return { family, form };
}

function readSizes(family: Family<Problem>, values: FieldValues, sizes: string): Problem[] {
  const parsed = parseSizes(sizes, family.op, values as Readonly<Record<string, number>>);
  if ('issues' in parsed) {
    throw new UsageError(`--sizes ${sizes}: ${parsed.issues.map(describeIssue).join('; ')}`);
  }
  const made = makeProblems(family, values, parsed.sizes);
  if ('problems' in made) return made.problems;
  throw new UsageError(made.issues.map(describeIssue).join('; '));
}

/** Throws UsageError. */
function keepWhere(problems: Problem[], conditions: readonly string[]): Problem[] {
  return conditions.reduce((left, condition) => {
    const found = problemsWhere(left, condition);
    if ('problems' in found) return found.problems;
    throw new UsageError(`--where ${condition}: ${found.issue.value}: expected ${found.issue.expected}`);
  }, problems);
}

/** "--dtype f64", "--set heads=0" */
function optionOf(name: string, text: string): string {
  return name === 'dtype' ? `--dtype ${text}` : `--set ${name}=${text}`;
}

/** Reads "name=value" pairs, perhaps several separated by commas, each name once. Throws UsageError. */
export function readPairs(options: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const pair of options.flatMap((option) => option.split(','))) {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new UsageError(`--set ${pair}: expected NAME=VALUE`);
    if (Object.hasOwn(pairs, name)) throw new UsageError(`--set ${pair}: ${name} is given twice`);
    pairs[name] = value;
  }
  return pairs;
}

import {
  BLAS_FORMS,
  describeIssue,
  FAMILIES,
  type Family,
  type FieldValues,
  type Issue,
  makeProblems,
  type Problem,
  parseSizes,
  readFields,
} from '../../../kernels/index.ts';
import { UsageError } from '../usage-error.ts';

/** What the command line says about problems. */
export interface ProblemOptions {
  readonly op: string;
  readonly dtype: string | undefined;
  /** "name=value", each perhaps several of them with commas between. */
  readonly set: readonly string[];
  /** As parseSizes() takes them. */
  readonly sizes: string;
}

const DEFAULT_DTYPE = 'f32';

/** The family and the problems that are asked for. Throws UsageError that names the option. */
export function readProblems({ op, dtype, set, sizes }: ProblemOptions): {
  family: Family<Problem>;
  problems: Problem[];
} {
  const { family, form } = readOperation(op);
  const texts = { dtype: dtype ?? form.dtype ?? DEFAULT_DTYPE, ...readPairs('set', set) };
  for (const [name, said] of Object.entries(form)) {
    const text = (texts as Record<string, string>)[name] ?? said;
    if (text !== said)
      throw new UsageError(`${optionOf(name, text)}: expected ${said}, which --op ${op} says`);
  }
  const read = readFields(family, { ...texts, ...form });
  if ('issues' in read) {
    const [issue] = read.issues as [Issue];
    throw new UsageError(`${optionOf(issue.parameter, String(issue.value))}: expected ${issue.expected}`);
  }
  return { family, problems: readSizes(family, read.values, sizes) };
}

/** An operation is a family, or a form of one that has a name of its own: hgemm. */
function readOperation(op: string): { family: Family<Problem>; form: Readonly<Record<string, string>> } {
  const form = Object.hasOwn(BLAS_FORMS, op) ? BLAS_FORMS[op] : undefined;
  const family = FAMILIES.find((known) => known.op === (form?.op ?? op));
  if (!family) {
    const expected = [...FAMILIES.map((known) => known.op), ...Object.keys(BLAS_FORMS)].join(', ');
    throw new UsageError(`--op ${op}: expected ${expected}`);
  }
  const { op: _op, ...fields } = form ?? { op };
  return { family, form: fields };
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

/** "--dtype f64", "--set heads=0" */
function optionOf(name: string, text: string): string {
  return name === 'dtype' ? `--dtype ${text}` : `--set ${name}=${text}`;
}

/** Reads "name=value" pairs. Throws UsageError on anything else, and on a name that is given twice. */
export function readPairs(option: string, parameters: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const pair of parameters.flatMap((parameter) => parameter.split(','))) {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`--${option} ${pair}: expected name=value`);
    }
    if (Object.hasOwn(pairs, name)) throw new UsageError(`--${option} ${pair}: ${name} is given twice`);
    pairs[name] = value;
  }
  return pairs;
}

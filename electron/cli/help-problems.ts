import {
  acceptedBy,
  contendersOf,
  extentName,
  extentNames,
  FAMILIES,
  type Family,
  type Field,
  FORMS,
  type Problem,
  sharedParameters,
} from '../../kernels/index.ts';

const WIDTH = 92;
const INDENT = ' '.repeat(23);
/** Longer lists of evenly spaced values are abbreviated. */
const MAX_VALUES = 14;

/** The values of --op: families, and for each the names of its forms if it has some. */
export const OPERATIONS = [
  wrapRow(
    '--op OP',
    FAMILIES.map(({ op }, index) => (index === 0 ? `${op} (default)` : op)),
  ),
  ...FAMILIES.flatMap(({ op }) => {
    const [first, ...more] = Object.keys(FORMS).filter((name) => FORMS[name]?.op === op);
    return first ? [wrapRow('', [`or ${first}`, ...more])] : [];
  }),
].join('\n');

/** The options of each operation, generated from the families' tables. */
export const OPERATIONS_HELP = FAMILIES.map(describeFamily).join('\n\n');

function describeFamily(family: Family<Problem>): string {
  const { op, fields, label } = family;
  const extents = Object.entries(fields).filter(([, { isExtent }]) => isExtent);
  const others = Object.entries(fields).filter(([name, { isExtent }]) => name !== 'dtype' && !isExtent);
  const rows: [option: string, values: string[]][] = [
    [
      '--sizes',
      [extentNames(family, 'x'), ...extents.map(([name, field]) => `${extentName(name)} ${valuesOf(field)}`)],
    ],
    ['--dtype', [fields.dtype ? acceptedBy(fields.dtype) : '']],
    ['--contenders', contendersOf(op).map(({ id }) => id)],
    ['--set', others.map(([name, field]) => `${name}=${valuesOf(field)}`)],
    ['--vary', describeParameters(family)],
  ];
  const title = label.toLowerCase() === op ? op : `${op} (${label.toLowerCase()})`;
  return [`Operation ${title}`, ...rows.map(([option, values]) => wrapRow(option, values))].join('\n');
}

/** "blockM=8|16|32": the parameters of the family's contenders, with every value that any of them takes. */
function describeParameters({ op }: Family<Problem>): string[] {
  const shared = sharedParameters(contendersOf(op).map(({ id }) => id));
  return Object.entries(shared).map(([name, { choices }]) => `${name}=${abbreviate(choices).join('|')}`);
}

/** "8|16|…|256" for long lists with equal steps. */
function abbreviate(choices: readonly unknown[]): unknown[] {
  const [first, second] = choices.map(Number) as [number, number];
  const isEven = choices.every((choice, index) => choice === first + index * (second - first));
  return choices.length > MAX_VALUES && isEven ? [first, second, '…', choices.at(-1)] : [...choices];
}

/** "true", "none|causal", "1…1024" */
function valuesOf(field: Field): string {
  if (field.kind === 'flag') return 'true';
  return field.kind === 'choice' ? field.choices.join('|') : `${field.min}…${field.max}`;
}

/** An option and its comma-separated values, wrapped at `WIDTH`. */
function wrapRow(option: string, values: readonly string[]): string {
  const lines = [`  ${option}`.padEnd(INDENT.length)];
  for (const [index, value] of values.entries()) {
    const text = index < values.length - 1 ? `${value}, ` : value;
    const line = lines.at(-1) ?? '';
    if (line.length + text.trimEnd().length <= WIDTH) lines[lines.length - 1] = line + text;
    else lines.push(INDENT + text);
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

import {
  acceptedBy,
  BLAS_FORMS,
  contendersOf,
  extentNames,
  FAMILIES,
  type Family,
  type Field,
  type Problem,
  sharedParameters,
} from '../../kernels/index.ts';

const WIDTH = 92;
const INDENT = ' '.repeat(23);

/** The operations that --op takes, for one line of the help. */
export const OPERATIONS = [...FAMILIES.map(({ op }) => op), ...Object.keys(BLAS_FORMS)].join(', ');

/** What can be asked of each family's problems, generated from their tables. */
export const FAMILIES_HELP = FAMILIES.map(describeFamily).join('\n');

function describeFamily(family: Family<Problem>): string {
  const { op, fields, label } = family;
  const extents = Object.values(fields).find(({ isExtent }) => isExtent);
  const options = Object.entries(fields).filter(([name, { isExtent }]) => name !== 'dtype' && !isExtent);
  const dtype = fields.dtype ? acceptedBy(fields.dtype) : '';
  return [
    `Problems of ${op}: ${label.toLowerCase()}`,
    row('--sizes', [`${extentNames(family, 'x')}, each ${extents ? acceptedBy(extents) : ''}`]),
    row('--dtype', [dtype]),
    row(
      '--contenders',
      contendersOf(op).map(({ id }) => id),
    ),
    row(
      '--set',
      options.map(([name, field]) => `${name}=${valuesOf(field)}`),
    ),
    row('--vary', parametersOf(family)),
    '',
  ].join('\n');
}

/** "blockM=8|16|32": the parameters of the family's contenders, with all values that one of them has. */
function parametersOf({ op }: Family<Problem>): string[] {
  const shared = sharedParameters(contendersOf(op).map(({ id }) => id));
  return Object.entries(shared).map(([name, { choices }]) => `${name}=${choices.join('|')}`);
}

/** "true", "none|causal", "1…1024" */
function valuesOf(field: Field): string {
  if (field.kind === 'flag') return 'true';
  return field.kind === 'choice' ? field.choices.join('|') : `${field.min}…${field.max}`;
}

/** A name, and parts with commas between in as many lines as they take. */
function row(name: string, parts: readonly string[]): string {
  const lines = [`  ${name}`.padEnd(INDENT.length)];
  for (const [index, part] of parts.entries()) {
    const text = index < parts.length - 1 ? `${part}, ` : part;
    const line = lines.at(-1) ?? '';
    if (line.length + text.trimEnd().length <= WIDTH) lines[lines.length - 1] = line + text;
    else lines.push(INDENT + text);
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

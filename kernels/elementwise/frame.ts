import { DTYPE } from '../msl/dtype.ts';
import { emitPreamble } from '../msl/kernel.ts';
import { type Lines, lines } from '../msl/text.ts';
import type { Binding } from '../program.ts';
import { addedTo, type Change, describeChange } from './change.ts';
import { elementwiseName } from './name.ts';
import { type Walk, wordsOf } from './walk.ts';

/** The first lines of a header, and the data types. */
export function emitHeader(change: Change, way: Lines): string[] {
  const { dtype, dtypeY } = change;
  return [
    `// ${elementwiseName(change)}: Y = ${describeChange(change)}.`,
    ...way.slice(0, 1).map((line) => `// ${line}`),
    '//',
    `// in memory            X ${DTYPE[dtype].msl}, Y ${DTYPE[dtypeY].msl}`,
    ...way.slice(1).map((line) => `// ${line}`),
    '//',
    '// Works for all sizes. Offsets are uint: a buffer has at most 2^28 elements.',
  ];
}

/** The includes, the sizes, and the function constants that tell where no end of a row has to be guarded. */
export function emitStart(whole: Lines, more: Lines = []): string[] {
  return [
    ...emitPreamble('metal_stdlib'),
    '',
    'struct ElementSizes {',
    '    uint rows, columns;',
    '    // Elements from one member, row and column to the next.',
    '    uint x_member, x_row, x_column;',
    '    uint y_member, y_row, y_column;',
    ...more.map((line) => `    ${line}`),
    '};',
    ...(whole.length > 0 ? ['', ...whole] : []),
  ];
}

/** The buffer arguments. */
export function bufferParameters(change: Change): string[] {
  const [from, to] = [DTYPE[change.dtype].msl, DTYPE[change.dtypeY].msl];
  const added = addedTo(change);
  return [
    `device const ${from} *X [[buffer(0)]]`,
    `device ${to} *Y [[buffer(1)]]`,
    'constant ElementSizes &sizes [[buffer(2)]]',
    ...(added ? [`device const ${from} *${added} [[buffer(3)]]`] : []),
  ];
}

/** Their bindings; `names` are those of X and Y in the program. */
export function bufferBindings(
  change: Change,
  walk: Walk,
  {
    names = { X: 'X', Y: 'Y' },
    more = [],
  }: { names?: Record<'X' | 'Y', string>; more?: readonly number[] } = {},
): Binding[] {
  const added = addedTo(change);
  return [
    { index: 0, buffer: names.X },
    { index: 1, buffer: names.Y },
    { index: 2, words: [...wordsOf(walk), ...more] },
    ...(added ? [{ index: 3, buffer: added }] : []),
  ];
}

/** Reads what is added to elements of X from a column on. R is where X is: `row` elements further. */
export function emitLoadAdded(change: Change, column: string, whole: string, row = ''): string[] {
  const added = addedTo(change);
  if (!added) return [];
  const from = added === 'R' ? `R${row}` : added;
  return [
    `${DTYPE[change.dtype].msl} added[WIDTH];`,
    `load(added, ${from}, ${column}, sizes.columns, ${whole});`,
  ];
}

/** Moves the pointers of X, R and Y to a member or, with a row, to that row of it. */
export function emitPointers(change: Change, member: string, row?: string): string[] {
  const ofX = addedTo(change) === 'R' ? ['X', 'R'] : ['X'];
  const offset = (of: string) => `${member} * sizes.${of}_member${row ? ` + ${row} * sizes.${of}_row` : ''}`;
  return [...ofX.map((name) => `${name} += ${offset('x')};`), `Y += ${offset('y')};`];
}

export const WHOLE: Lines = lines(`
  // True if no thread's elements cross the end of a row.
  constant bool whole [[function_constant(0)]];
`);

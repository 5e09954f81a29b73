import { block, type Lines } from '../msl/text.ts';

/** Vectors have at most four elements. */
const WIDEST = 4;

function vectorOf(type: string, width: number): string {
  const lanes = Math.min(width, WIDEST);
  return lanes === 1 ? type : `${type}${lanes}`;
}

/** A statement for the first element of each vector of a thread. */
function forVectors(width: number, statement: (first: string) => Lines): string[] {
  if (width <= WIDEST) return [...statement('')];
  return block(`for (uint first = 0; first < WIDTH; first += ${WIDEST})`, statement('first'));
}

const sum = (...terms: string[]) => terms.filter(Boolean).join(' + ');

/** `load(x, row, column, columns, whole)`: the elements of a thread from a row of contiguous elements. */
export function emitLoad(type: string, width: number): string[] {
  const vector = vectorOf(type, width);
  return [
    '// Elements of a row from a column on, with zeros beyond its end.',
    ...block(
      `inline void load(thread ${type} (&x)[WIDTH], device const ${type} *row, uint column, uint columns, bool whole)`,
      width === 1
        ? [`x[0] = whole || column < columns ? row[column] : ${type}(0);`]
        : [
            ...block('if (whole || column + WIDTH <= columns)', [
              ...forVectors(width, (first) => [
                `const ${vector} elements = ${vector}(*(device const packed_${vector} *)(row + ${sum('column', first)}));`,
                `for (uint i = 0; i < ${Math.min(width, WIDEST)}; i++)`,
                `    x[${sum(first, 'i')}] = elements[i];`,
              ]),
              'return;',
            ]),
            'for (uint i = 0; i < WIDTH; i++)',
            `    x[i] = column + i < columns ? row[column + i] : ${type}(0);`,
          ],
    ),
  ];
}

/** `store(row, column, columns, whole, y)`: the elements of a thread to a row of contiguous elements. */
export function emitStore(type: string, width: number): string[] {
  const vector = vectorOf(type, width);
  return [
    '// Writes elements of a row from a column on, and nothing beyond its end.',
    ...block(
      `inline void store(device ${type} *row, uint column, uint columns, bool whole, thread const ${type} (&y)[WIDTH])`,
      width === 1
        ? ['if (whole || column < columns)', '    row[column] = y[0];']
        : [
            ...block('if (whole || column + WIDTH <= columns)', [
              ...forVectors(width, (first) => [
                `${vector} elements;`,
                `for (uint i = 0; i < ${Math.min(width, WIDEST)}; i++)`,
                `    elements[i] = y[${sum(first, 'i')}];`,
                `*(device packed_${vector} *)(row + ${sum('column', first)}) = packed_${vector}(elements);`,
              ]),
              'return;',
            ]),
            'for (uint i = 0; i < WIDTH; i++)',
            '    if (column + i < columns)',
            '        row[column + i] = y[i];',
          ],
    ),
  ];
}

/** `gather(...)`: the same from a row whose elements are `stride` apart. */
export function emitGather(type: string): string[] {
  return [
    '// Elements of a row from a column on that are `stride` apart, with zeros beyond its end.',
    ...block(
      `inline void gather(thread ${type} (&x)[WIDTH], device const ${type} *row, uint column, uint columns, uint stride)`,
      [
        'for (uint i = 0; i < WIDTH; i++)',
        `    x[i] = column + i < columns ? row[(column + i) * stride] : ${type}(0);`,
      ],
    ),
  ];
}

/** `scatter(...)`: the same to a row whose elements are `stride` apart. */
export function emitScatter(type: string): string[] {
  return [
    '// Writes elements of a row from a column on that are `stride` apart, and nothing beyond its end.',
    ...block(
      `inline void scatter(device ${type} *row, uint column, uint columns, uint stride, thread const ${type} (&y)[WIDTH])`,
      [
        'for (uint i = 0; i < WIDTH; i++)',
        '    if (column + i < columns)',
        '        row[(column + i) * stride] = y[i];',
      ],
    ),
  ];
}

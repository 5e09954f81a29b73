// Text that goes through the elements of cooperative tensors. Which lane has which element, and in which of its slots, is
// up to the implementation, and some slots have none.
import { block, indent, type Lines } from '../../msl/text.ts';
import { UNROLL } from '../../msl/unroll.ts';
import type { BlockAxes } from './blocks.ts';

/** Statements for each element `i` of a cooperative tensor that a lane has. */
export function eachElement(tensor: string, body: Lines): string[] {
  const head = [UNROLL, `for (ushort i = 0; i < ${tensor}.get_capacity(); i++)`];
  const [only = '', ...more] = body;
  return more.length === 0
    ? [...head, `    if (${tensor}.is_valid_element(i))`, `        ${only}`]
    : [...head, ...indent(block(`if (${tensor}.is_valid_element(i))`, body))];
}

/** The coordinates of element `i`, for a body of eachElement(). */
export function placeIn(tensor: string): string {
  return `const auto at = ${tensor}.get_multidimensional_index(i); // its column and its row`;
}

const WAIT = 'simdgroup_barrier(mem_flags::mem_threadgroup);';

/** `fill(elements, value)`. */
export const FILL: Lines = [
  'template <typename Elements>',
  ...block(
    'inline void fill(thread Elements &elements, float value)',
    eachElement('elements', ['elements[i] = value;']),
  ),
];

/** `give_rows(rows, elements, line)`, and then `of_row(rows, elements, i, line)`. */
export const ROWS_OF_ELEMENTS: Lines = [
  '// A lane has the numbers of the rows of its elements if the iterators are compatible. Otherwise they go',
  '// through threadgroup memory: give_rows() writes them, and of_row() finds the one for element i.',
  'template <typename Rows, typename Elements>',
  ...block('inline void give_rows(thread Rows &rows, thread Elements &elements, threadgroup float *line)', [
    'if (is_iterator_compatible(elements, rows))',
    '    return;',
    `${WAIT} // the numbers before have been read`,
    ...eachElement('rows', ['line[rows.get_multidimensional_index(i)[0]] = rows[i];']),
    WAIT,
  ]),
  'template <typename Rows, typename Elements>',
  ...block(
    'inline float of_row(thread Rows &rows, thread Elements &elements, ushort i, threadgroup float *line)',
    [
      'if (is_iterator_compatible(elements, rows))',
      '    return *rows.map_iterator(elements.begin() + i);',
      'return line[elements.get_multidimensional_index(i)[1]];',
    ],
  ),
];

/** `give_elements(from, to, tile)`, and then `of_element(from, to, i, tile)`. */
export function emitElementsOfElements({ columns }: BlockAxes): string[] {
  return [
    '// Results of different operations may be laid out differently. give_elements() and of_element() find the',
    '// element of one at the place of an element of the other, in threadgroup memory if they have to.',
    'template <typename From, typename To>',
    ...block('inline void give_elements(thread From &from, thread To &to, threadgroup float *tile)', [
      'if (is_iterator_compatible(to, from))',
      '    return;',
      `${WAIT} // the elements before have been read`,
      ...eachElement('from', [placeIn('from'), `tile[at[1] * ${columns} + at[0]] = from[i];`]),
      WAIT,
    ]),
    'template <typename From, typename To>',
    ...block('inline float of_element(thread From &from, thread To &to, ushort i, threadgroup float *tile)', [
      'if (is_iterator_compatible(to, from))',
      '    return *from.map_iterator(to.begin() + i);',
      'const auto at = to.get_multidimensional_index(i);',
      `return tile[at[1] * ${columns} + at[0]];`,
    ]),
  ];
}

/** `store(sums, matrix, first_row, first_column, rows, columns)`: all but what is beyond the matrix's edges. */
export const STORE: Lines = [
  '// Writes sums to a matrix, from an element on, but for what is beyond its edges.',
  'template <bool TRANSPOSED, typename Sums>',
  ...block(
    'inline void store(thread Sums &sums, device Element *matrix, uint first_row, uint first_column, uint rows, uint columns)',
    eachElement('sums', [
      placeIn('sums'),
      'const uint row = first_row + at[1], column = first_column + at[0];',
      'if (row < rows && column < columns)',
      '    matrix[TRANSPOSED ? column * rows + row : row * columns + column] = Element(sums[i]);',
    ]),
  ),
];

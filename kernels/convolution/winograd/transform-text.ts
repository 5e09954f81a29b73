import { block, type Lines } from '../../msl/text.ts';

type Matrix = readonly (readonly number[])[];

/**
 * `name(d, t)`: the product of a matrix and a vector, written out. Ones and zeros cost nothing.
 * @param comment what the matrix is
 */
function emitTransform(name: string, matrix: Matrix, comment: string): string[] {
  const [rows, columns] = [matrix.length, (matrix[0] as readonly number[]).length];
  return [
    `// ${comment}`,
    'template <typename T>',
    ...block(`inline void ${name}(const thread T (&d)[${columns}], thread T (&t)[${rows}])`, [
      ...matrix.map((row, index) => `t[${index}] = ${emitSum(row)};`),
    ]),
  ];
}

/** "d[0] - 1.5f * d[1]". */
function emitSum(row: readonly number[]): string {
  const terms = row.flatMap((factor, index) =>
    factor === 0 ? [] : [{ factor, text: emitTerm(factor, index) }],
  );
  if (terms.length === 0) return 'T(0.0f)';
  return terms
    .map(({ factor, text }, index) => {
      const sign = factor < 0 ? '-' : '+';
      return index === 0 ? (factor < 0 ? `-${text}` : text) : ` ${sign} ${text}`;
    })
    .join('');
}

function emitTerm(factor: number, index: number): string {
  const size = Math.abs(factor);
  return size === 1 ? `d[${index}]` : `${literal(size)} * d[${index}]`;
}

/** A literal in single precision, with no more digits than it needs. */
function literal(value: number): string {
  const text = String(Math.fround(value) === value ? value : Number(value.toPrecision(9)));
  return `${text.includes('.') || text.includes('e') ? text : `${text}.0`}f`;
}

/** Transforms down columns and along rows: one function if they are the same. */
export function emitTransforms(
  name: string,
  [down, across]: readonly [down: Matrix, across: Matrix],
  comment: string,
): { names: readonly [string, string]; functions: Lines[] } {
  if (String(down) === String(across)) {
    return { names: [name, name], functions: [emitTransform(name, down, `${comment}.`)] };
  }
  const [y, x] = [`${name}_y`, `${name}_x`];
  const functions = [
    emitTransform(y, down, `${comment}, down a column.`),
    emitTransform(x, across, `${comment}, along a row.`),
  ];
  return { names: [y, x], functions };
}

/** `target`: the product of two transforms and a tile `source`, transformed columns first. */
export function emitBothWays(
  type: string,
  { from, to }: Readonly<Record<'from' | 'to', readonly [rows: string, columns: string]>>,
  [down, across]: readonly [string, string],
  [source, target]: readonly [string, string],
): Lines {
  return [
    `${type} half_way[${to[0]}][${from[1]}], ${target}[${to[0]}][${to[1]}];`,
    ...block(`for (uint j = 0; j < ${from[1]}; j++)`, [
      `${type} before[${from[0]}], after[${to[0]}];`,
      `for (uint i = 0; i < ${from[0]}; i++)`,
      `    before[i] = ${source}[i][j];`,
      `${down}(before, after);`,
      `for (uint i = 0; i < ${to[0]}; i++)`,
      '    half_way[i][j] = after[i];',
    ]),
    `for (uint i = 0; i < ${to[0]}; i++)`,
    `    ${across}(half_way[i], ${target}[i]);`,
  ];
}

import type { GemmKernel } from '../gemm/kernel.ts';
import { block, type Lines, lines } from '../msl/text.ts';
import { type CompleteQgemm, groupOf } from './problem.ts';

/** Indices of the arguments that a product of plain operands does not have. */
export const QUANTISED_BUFFER = { scales: 6, zeros: 7 } as const;

/** How four weights of a row from column `c` on are read: all at once, and one by one at the end of the row. */
const READ: Readonly<Record<'i8' | 'i4', { type: string; whole: Lines; single: string }>> = {
  i8: {
    type: 'char',
    whole: ['return int4(char4(*(device const packed_char4 *)(row + c)));'],
    single: 'row[c + i]',
  },
  i4: {
    type: 'uchar',
    whole: lines(`
      const uchar2 pairs = uchar2(*(device const packed_uchar2 *)(row + c / 2));
      return int4(pairs.x & 15, pairs.x >> 4, pairs.y & 15, pairs.y >> 4);
    `),
    single: 'row[(c + i) / 2] >> ((c + i) % 2 * 4) & 15',
  },
};

/** The MSL type of a buffer of weights. */
export function weightType({ weights }: CompleteQgemm): string {
  return READ[weights].type;
}

/** A GEMM kernel whose operand B is quantised weights, which are dequantised in registers. */
export function withQuantisedWeights(kernel: GemmKernel, problem: CompleteQgemm): GemmKernel {
  const { type } = READ[problem.weights];
  const element = kernel.b.type;
  return {
    ...kernel,
    b: {
      ...kernel.b,
      memoryType: type,
      loadQuad: (row, column) => loadWeights(problem, row, column, 'k_end'),
    },
    parameters: [
      `device const ${element} *scales [[buffer(${QUANTISED_BUFFER.scales})]]`,
      ...(problem.zeroPoints ? [`device const ${type} *zeros [[buffer(${QUANTISED_BUFFER.zeros})]]`] : []),
    ],
    functions: emitLoadWeights(problem, element),
  };
}

/** The expression that reads four weights of a row from a column on, before `columns`. */
export function loadWeights(
  { zeroPoints }: CompleteQgemm,
  row: string,
  column: string,
  columns: string,
): string {
  return `load_weights(B, scales${zeroPoints ? ', zeros' : ''}, ${row}, ${column}, ${columns}, whole_k, sizes)`;
}

/** `load_weights(...)`: four weights, dequantised. */
function emitLoadWeights(problem: CompleteQgemm, element: string): string[] {
  const { weights, zeroPoints } = problem;
  const { type, whole, single } = READ[weights];
  const group = groupOf(problem);
  const zero = zeroPoints ? `int(zeros[at])` : weights === 'i4' ? '8' : '0';
  const parameters = [
    `device const ${type} *W`,
    `device const ${element} *scales`,
    ...(zeroPoints ? [`device const ${type} *zeros`] : []),
    ...['uint r', 'uint c', 'uint columns', 'bool whole', 'constant GemmSizes &sizes'],
  ];
  return [
    '// Four quantised weights of a row, with zeros beyond `columns`.',
    ...block(`inline int4 load_quantised(device const ${type} *row, uint c, uint columns, bool whole)`, [
      ...block('if (whole || c + 4 <= columns)', whole),
      'int4 quad = 0;',
      'for (uint i = 0; i < 4; i++)',
      '    if (c + i < columns)',
      `        quad[i] = ${single};`,
      'return quad;',
    ]),
    '',
    '// Four weights of row `r` from column `c` on: scale * (q - zero), and zeros beyond the end of K.',
    ...block(
      `inline ${element}4 load_weights(${parameters.join(', ')})`,
      lines(`
        if (!whole && c >= columns)
            return ${element}4(0);
        const uint at = r * ((sizes.k + ${group - 1}) / ${group}) + c / ${group};
        const int4 quantised = load_quantised(W + r * sizes.ldb, c, columns, whole) - ${zero};
        float4 quad = float(scales[at]) * float4(quantised);
        for (uint i = 0; i < 4; i++)
            quad[i] = whole || c + i < columns ? quad[i] : 0.0f;
        return ${element === 'float' ? 'quad' : `${element}4(quad)`};
      `),
    ),
  ];
}

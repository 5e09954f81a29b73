import { DTYPE } from '../../msl/dtype.ts';
import {
  bindingsOf,
  declarationsOf,
  emitConstants,
  emitKernel,
  emitPreamble,
  mslKernel,
} from '../../msl/kernel.ts';
import { lines, sourceText } from '../../msl/text.ts';
import type { Pass } from '../../program.ts';
import type { CompleteAttention } from '../problem.ts';
import { ROW_SUMS } from './frame.ts';

/** Threads per threadgroup. Each takes a row. */
const THREADS = 128;

const SIZES_STRUCT = lines(`
  struct RowSizes {
      uint rows; // of all heads
      uint r, d; // of one head
  };
`);

const BODY = lines(`
  if (row >= sizes.rows)
      return;
  // The row's first element, and the distance from one element to the next.
  const uint first = TRANSPOSED_O ? row / sizes.r * sizes.r * sizes.d + row % sizes.r : row * sizes.d;
  const uint stride = TRANSPOSED_O ? sizes.r : 1;
  float sum = 0;
  for (uint i = 0; i < sizes.d; i++)
      sum += float(dO[first + i * stride]) * float(O[first + i * stride]);
  ${ROW_SUMS}[row] = sum;
`);

/** The pass before the other two: the row sums of dO∘O, for all heads. */
export function rowSumPass(problem: CompleteAttention): Pass {
  const { batch, heads, r, d, dtype, transposeO } = problem;
  const type = DTYPE[dtype].msl;
  const rows = batch * heads * r;
  const args = [
    ...['dO', 'O'].map((name) => ({ declaration: `device const ${type} *${name}`, value: name })),
    { declaration: `device float *${ROW_SUMS}`, value: ROW_SUMS },
    { declaration: 'constant RowSizes &sizes', value: [rows, r, d] },
  ];
  const source = sourceText(
    [
      `// ${ROW_SUMS}, the row sums of dO o O, for the gradients of attention. One thread per row.`,
      '// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.',
    ],
    [...emitPreamble('metal_stdlib'), '', ...SIZES_STRUCT],
    emitConstants({ TRANSPOSED_O: transposeO }),
    emitKernel(
      {
        functionName: 'attention_row_sums',
        threads: THREADS,
        parameters: [...declarationsOf(args), 'uint row [[thread_position_in_grid]]'],
      },
      BODY,
    ),
  );
  return {
    kernel: mslKernel('attention_row_sums', source),
    bindings: bindingsOf(args),
    threadgroups: [Math.ceil(rows / THREADS), 1, 1],
    threadsPerThreadgroup: [THREADS, 1, 1],
    threadgroupBytes: 0,
    registers: 16,
  };
}

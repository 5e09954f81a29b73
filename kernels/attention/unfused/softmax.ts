import { type Argument, declarationsOf, emitKernel, emitPreamble } from '../../msl/kernel.ts';
import { block, type Lines, lines, sourceText } from '../../msl/text.ts';
import { SIZES_STRUCT } from '../frame.ts';
import { emitMask, maskInCall } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import type { UnfusedConfiguration } from './parameters.ts';

/** SIMD-groups per threadgroup if each processes a row. */
const SIMDGROUPS = 4;

/** Threads and rows per threadgroup of the second pass. */
export function softmaxThreads({ softmaxBy }: UnfusedConfiguration): { threads: number; rows: number } {
  return { threads: 32 * SIMDGROUPS, rows: softmaxBy === 'thread' ? 32 * SIMDGROUPS : SIMDGROUPS };
}

/** The second pass: rows of S become rows of P, with zeros for keys that are not seen. */
export function softmaxSource(
  problem: CompleteAttention,
  config: UnfusedConfiguration,
  args: readonly Argument[],
): string {
  const isAlone = config.softmaxBy === 'thread';
  const processor = isAlone ? THREAD : SIMDGROUP;
  return sourceText(
    lines(`
      // Unfused attention: P[r,c] = softmax(scale * S[r,c] + mask) in place, row by row, for each head.
      //
      // row     one per ${isAlone ? 'thread' : 'SIMD-group'}
      // mask    ${problem.mask}
    `),
    [...emitPreamble('metal_stdlib'), '', ...SIZES_STRUCT],
    emitMask(problem),
    [
      ...lines(`
        // find the largest score of the keys that are seen by position; sum exp2(score - largest)
        // divide by the sum, and write zeros to the rest of the row
      `),
      ...emitKernel(
        {
          functionName: 'attention_softmax',
          threads: softmaxThreads(config).threads,
          parameters: [...declarationsOf(args), ...processor.thread],
        },
        [...processor.place, ...emitRows(problem, processor)],
      ),
    ],
  );
}

/** The differences between a thread that processes a row and a SIMD-group that does. */
interface RowProcessor {
  readonly thread: Lines;
  readonly place: Lines;
  /** The first key of a lane in a range, and its step. */
  readonly from: (first: string) => string;
  readonly step: string;
  /** Declares `largest`, the largest score in `row` that is seen. */
  readonly largest: Lines;
  readonly sum: Lines;
}

const THREAD: RowProcessor = {
  thread: [
    'uint2 group [[threadgroup_position_in_grid]]',
    'uint thread_index [[thread_index_in_threadgroup]]',
  ],
  place: ['const uint query = group.x * 128 + thread_index, head = group.y;'],
  from: (first) => first,
  step: 'key++',
  // Four at a time, which are vector instructions on the CPU device. Rows are not aligned.
  largest: lines(`
    float4 largest4 = -INFINITY;
    uint next = seen.x;
    for (; next + 4 <= seen.y; next += 4)
        largest4 = max(largest4, float4(*(device const packed_float4 *)(row + next)));
    float largest = max(max(largest4.x, largest4.y), max(largest4.z, largest4.w));
    for (; next < seen.y; next++)
        largest = max(largest, row[next]);
  `),
  sum: [],
};

const SIMDGROUP: RowProcessor = {
  thread: [
    'uint2 group [[threadgroup_position_in_grid]]',
    'uint simdgroup_index [[simdgroup_index_in_threadgroup]]',
    'uint lane [[thread_index_in_simdgroup]]',
  ],
  place: [`const uint query = group.x * ${SIMDGROUPS} + simdgroup_index, head = group.y;`],
  from: (first) => (first === '0' ? 'lane' : `${first} + lane`),
  step: 'key += 32',
  largest: lines(`
    float largest = -INFINITY;
    for (uint key = seen.x + lane; key < seen.y; key += 32)
        largest = max(largest, row[key]);
    largest = simd_max(largest);
  `),
  sum: ['sum = simd_sum(sum);'],
};

function emitRows({ mask }: CompleteAttention, { from, step, largest, sum }: RowProcessor): string[] {
  const seen = `for (uint key = ${from('seen.x')}; key < seen.y; ${step})`;
  return [
    'if (query >= sizes.r)',
    '    return;',
    'const uint2 seen = seen_keys(query, sizes);',
    'device float *row = S + (head * sizes.r + query) * sizes.c;',
    seen,
    `    row[key] = masked_score(row[key], query, key, seen, ${maskInCall(mask)}sizes);`,
    ...largest,
    'const float base = largest == -INFINITY ? 0.0f : largest; // 0 for a query that sees no key',
    'float sum = 0.0f;',
    ...block(seen, ['row[key] = fast::exp2(row[key] - base);', 'sum += row[key];']),
    ...sum,
    'const float factor = sum > 0.0f ? fast::divide(1.0f, sum) : 0.0f;',
    seen,
    '    row[key] *= factor;',
    `for (uint key = ${from('0')}; key < seen.x; ${step})`,
    '    row[key] = 0.0f;',
    `for (uint key = ${from('seen.y')}; key < sizes.c; ${step})`,
    '    row[key] = 0.0f;',
  ];
}

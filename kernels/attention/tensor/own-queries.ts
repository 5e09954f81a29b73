// What the passes in which each SIMD-group has some queries of a head have in common.
import type { Lines } from '../../msl/text.ts';
import { emitOperands } from '../operands.ts';

/** The first of this SIMD-group's queries, and its head of operands. */
export function emitOwnQueries(operands: Parameters<typeof emitOperands>[0]): string[] {
  return [
    "// This SIMD-group's queries, and its head of each operand.",
    'const uint first_query = (group.x * SIMDGROUPS + simdgroup_index) * QUERIES;',
    'if (first_query >= sizes.r)',
    '    return;',
    'const uint first_column = group.z * SLICE_D;',
    'const uint head = group.y;',
    ...emitOperands(operands),
  ];
}

/** The keys that the queries see, from `begin` to `end`. */
export const KEYS_IN_SIGHT: Lines = [
  '// No query of the block sees a key before those of the first query, or after those of the last.',
  'const uint begin = seen_keys(first_query, sizes).x / KEYS * KEYS;',
  'const uint end = seen_keys(min(first_query + QUERIES, sizes.r) - 1, sizes).y;',
];

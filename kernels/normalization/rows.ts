import type { ProgramBuffer } from '../program.ts';
import { type CompleteNormalization, isSoftmax } from './problem.ts';

/** X as rows in memory, each of which is normalized by itself. */
export interface Rows {
  readonly rows: number;
  /** Elements of a row. */
  readonly length: number;
  /** Channels that a row has elements of: its columns, or those of its group. */
  readonly rowChannels: number;
  /** Successive elements of one channel. */
  readonly span: number;
}

/**
 * The rows of a problem. Those of a group are the group's elements; with batch normalization, elements share nothing but
 * their channel, and a row is a channel or, if each has a single element, a member.
 */
export function rowsOf({ norm, m, n, s, groups }: CompleteNormalization): Rows {
  const parts = norm === 'group' ? groups : norm === 'batch' && s > 1 ? n : 1;
  return { rows: m * parts, length: (n / parts) * s, rowChannels: n / parts, span: s };
}

/** Inputs and outputs. */
export function normalizationBuffers(problem: CompleteNormalization): ProgramBuffer[] {
  const { dtype, norm, m, n, s, weight, bias, residual } = problem;
  const shape = s === 1 ? [m, n] : [m, n, s];
  const given = norm === 'batch' ? (['mean', 'variance'] as const) : [];
  return [
    { name: 'X', dtype, shape, role: 'input' },
    ...(residual === 'none' ? [] : [{ name: 'R', dtype, shape, role: 'input' } as const]),
    ...given.map((name) => ({ name, dtype: 'f32', shape: [n], role: 'input' }) as const),
    ...(weight ? [{ name: 'weight', dtype, shape: [n], role: 'input' } as const] : []),
    ...(bias ? [{ name: 'bias', dtype, shape: [n], role: 'input' } as const] : []),
    ...(residual === 'before' ? [{ name: 'S', dtype, shape, role: 'output' } as const] : []),
    { name: 'Y', dtype, shape, role: 'output' },
  ];
}

/** What the elements of a row are normalized by. */
export type Statistics = 'moments' | 'square' | 'exponentials' | 'none';

export function statisticsOf(problem: CompleteNormalization): Statistics {
  if (isSoftmax(problem)) return 'exponentials';
  return ({ rms: 'square', batch: 'none' } as Partial<Record<string, Statistics>>)[problem.norm] ?? 'moments';
}

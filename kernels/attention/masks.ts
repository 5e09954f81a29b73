import { DTYPE } from '../msl/dtype.ts';
import type { Argument } from '../msl/kernel.ts';
import { block, type Lines, lines } from '../msl/text.ts';
import type { ProgramBuffer } from '../program.ts';
import type { CompleteAttention, Mask } from './problem.ts';

/** The buffer of the mask, if it has one. */
export const MASK = 'M';

/** What a mask consists of: positions alone, numbers that are added to the scores, or bytes that hide them. */
const KINDS = {
  none: 'position',
  causal: 'position',
  window: 'position',
  additive: 'numbers',
  boolean: 'bytes',
  'block-sparse': 'bytes',
} as const satisfies Record<Mask, 'position' | 'numbers' | 'bytes'>;

/** Whether the positions of query and key alone decide: no buffer is read. */
export function isPositional(mask: Mask): boolean {
  return KINDS[mask] === 'position';
}

/** Whether it can be known before a block is computed that all of it is seen. */
export function mayBeAllSeen(mask: Mask): boolean {
  return isPositional(mask) || mask === 'block-sparse';
}

/** M [r, c], which all heads share; none if positions alone decide. */
export function maskBuffers({ mask, dtype, r, c }: CompleteAttention): ProgramBuffer[] {
  if (isPositional(mask)) return [];
  return [{ name: MASK, dtype: KINDS[mask] === 'bytes' ? 'u8' : dtype, shape: [r, c], role: 'input' }];
}

/** The argument for M, or none. */
export function maskArguments(problem: CompleteAttention): Argument[] {
  return maskBuffers(problem).map(({ name, dtype }) => {
    return { declaration: `device const ${DTYPE[dtype].msl} *${name}`, value: name };
  });
}

/** M in a call of masked_score(): its name and a comma, or nothing. */
export function maskInCall(mask: Mask): string {
  return isPositional(mask) ? '' : `${MASK}, `;
}

/**
 * Two functions. `seen_keys(row, sizes)` gives the keys [x, y) outside of which a query sees nothing by its position;
 * both bounds never fall as the row rises, up to the last query. `masked_score(score, row, key, seen, [M,] sizes)`
 * gives scale · score + mask in powers of two, so that exp2 of it is what softmax adds up; −∞ for what is hidden.
 * Both serve rows beyond the last query and keys beyond the last key, which are hidden.
 */
export function emitMask(problem: CompleteAttention): string[] {
  return [...emitSeenKeys(problem.mask), '', ...emitMaskedScore(problem)];
}

const SEEN: Readonly<Record<'all' | 'causal' | 'window', Lines>> = {
  all: ['return row < sizes.r ? uint2(0, sizes.c) : uint2(0);'],
  causal: lines(`
    const int end = int(row + sizes.c) - int(sizes.r) + 1; // the last query sees the last key
    return row < sizes.r && end > 0 ? uint2(0, uint(end)) : uint2(0);
  `),
  window: lines(`
    const int end = int(row + sizes.c) - int(sizes.r) + 1; // the last query sees the last key
    const int begin = max(end - int(sizes.window), 0);
    return row < sizes.r && end > 0 ? uint2(uint(begin), uint(end)) : uint2(0);
  `),
};

/** Only the first function of emitMask(). */
export function emitSeenKeys(mask: Mask): string[] {
  return [
    '// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.',
    'inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {',
    ...SEEN[mask === 'causal' || mask === 'window' ? mask : 'all'].map((line) => `    ${line}`),
    '}',
  ];
}

function emitMaskedScore({ mask, ...problem }: CompleteAttention): string[] {
  const [argument] = maskArguments({ mask, ...problem });
  const parameters = ['float score', 'uint row', 'uint key', 'uint2 seen', argument?.declaration];
  const list = [...parameters, 'constant AttentionSizes &sizes'].filter(
    (parameter) => parameter !== undefined,
  );
  return [
    '// The scaled and masked score, as an exponent of 2. Minus infinity for a key that is not seen.',
    ...block(`inline float masked_score(${list.join(', ')})`, SCORE[KINDS[mask]]),
  ];
}

/**
 * For masks with a buffer, `masked_by(score, entry, sizes)`: masked_score() for a known entry of the mask and a key
 * that exists. A loop that reads entries in sequence is then vectorized on the CPU device.
 */
export function emitMaskedBy(problem: CompleteAttention): string[] {
  const [buffer] = maskBuffers(problem);
  if (!buffer) return [];
  const { msl } = DTYPE[buffer.dtype];
  return block(`inline float masked_by(float score, ${msl} entry, constant AttentionSizes &sizes)`, [
    buffer.dtype === 'u8'
      ? 'return entry ? sizes.scale_log2 * score : -INFINITY;'
      : 'return sizes.scale_log2 * score + M_LOG2E_F * float(entry);',
  ]);
}

const SCORE: Readonly<Record<(typeof KINDS)[Mask], Lines>> = {
  position: ['return key >= seen.x && key < seen.y ? sizes.scale_log2 * score : -INFINITY;'],
  numbers: [
    'if (key < seen.x || key >= seen.y)',
    '    return -INFINITY;',
    'return sizes.scale_log2 * score + M_LOG2E_F * float(M[row * sizes.c + key]);',
  ],
  bytes: lines(`
    const bool is_seen = key >= seen.x && key < seen.y && M[row * sizes.c + key];
    return is_seen ? sizes.scale_log2 * score : -INFINITY;
  `),
};

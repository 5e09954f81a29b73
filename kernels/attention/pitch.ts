import { DTYPE } from '../msl/dtype.ts';
import { BANK_CYCLE_BYTES, SIMD_WIDTH, TILE } from '../msl/kernel.ts';

/**
 * Elements from one row of `length` elements in threadgroup memory to the next: tiles stay aligned, and long rows start
 * in different banks.
 */
export function pitchOf(length: number, sizeBytes: number = DTYPE.f32.sizeBytes): number {
  const padded = length + TILE;
  return length < SIMD_WIDTH || (padded * sizeBytes) % BANK_CYCLE_BYTES === 0 ? length : padded;
}

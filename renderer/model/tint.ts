/** The background of a cell: which side of the reference it is on, and how far, 0…1. */
export interface Tint {
  readonly side: 'win' | 'loss';
  readonly strength: number;
}

/** Nearer to the reference than this is as fast. */
const EVEN = 0.02;
/** Twice as fast, or half as fast, is as strong as it gets. */
const FULL = Math.log(2);

/** @param speed relative to the reference's; equal factors either way are equally strong */
export function tintOf(speed: number | null): Tint | null {
  if (speed === null || !(speed > 0)) return null;
  const log = Math.log(speed);
  if (Math.abs(log) < EVEN) return null;
  const strength = Math.min(1, Math.abs(log) / FULL);
  return { side: log > 0 ? 'win' : 'loss', strength: Math.round(strength * 20) / 20 };
}

import type { Sample } from '../types.ts';
import { integerAt, type PackedIntegers, packIntegers } from './packed-integers.ts';

const COUNTS = ['epoch', 'round', 'position'] as const;
const TIMES = ['wallNs', 'gpuNs', 'encoderNs'] as const;

/** The samples of all cells of a run, one after the other, as columns: times in steps from the middle of their cell. */
export type PackedSamples = Readonly<
  Record<(typeof COUNTS)[number] | (typeof TIMES)[number], PackedIntegers>
>;

/** What else it takes to unpack those of a cell. */
export interface SampleGroup {
  readonly count: number;
  /** Of each of TIMES, the middle one in nanoseconds; null if no sample has any. */
  readonly middles: readonly (number | null)[];
}

/** A step relative to the middle time: finer than a pixel of any chart of samples. */
const STEP = 1e-5;
/** What is kept of a figure: more than is ever shown, and finer than the clocks. */
const SIGNIFICANT_DIGITS = 7;

/** A figure with as many digits as reports keep. */
export function shortened(figure: number): number {
  return Number.isInteger(figure) ? figure : Number(figure.toPrecision(SIGNIFICANT_DIGITS));
}

/** Times keep five significant digits, and all that equal the middle one equal it still. */
export function packSamples(cells: readonly (readonly Sample[])[]): {
  samples: PackedSamples;
  groups: SampleGroup[];
} {
  const groups = cells.map((samples) => ({
    count: samples.length,
    middles: TIMES.map((name) => middleOf(samples.flatMap((sample) => sample[name] ?? []))),
  }));
  const all = cells.flat();
  const counts = COUNTS.map((name) => [name, packIntegers(all.map((sample) => sample[name]))] as const);
  const times = TIMES.map((name, index) => {
    const steps = cells.flatMap((samples, cell) => {
      const middle = groups[cell]?.middles[index] ?? 0;
      return samples.map((sample) => {
        const time = sample[name];
        return time === null ? null : Math.round((time / middle - 1) / STEP);
      });
    });
    return [name, packIntegers(steps)] as const;
  });
  return { samples: Object.fromEntries([...counts, ...times]) as PackedSamples, groups };
}

/** The samples of one cell. @param from the index of its first one among those of the run */
export function unpackSamples(
  packed: PackedSamples,
  { count, middles }: SampleGroup,
  from: number,
): Sample[] {
  const countAt = (name: (typeof COUNTS)[number], index: number) => integerAt(packed[name], index) ?? 0;
  const timeAt = (place: 0 | 1 | 2, index: number) => {
    const [middle, steps] = [middles[place] ?? null, integerAt(packed[TIMES[place]], index)];
    return middle === null || steps === null ? null : middle * (1 + steps * STEP);
  };
  return Array.from({ length: count }, (_, offset) => {
    const index = from + offset;
    return {
      epoch: countAt('epoch', index),
      round: countAt('round', index),
      position: countAt('position', index),
      wallNs: timeAt(0, index) ?? 0,
      gpuNs: timeAt(1, index),
      encoderNs: timeAt(2, index),
    };
  });
}

function middleOf(times: readonly number[]): number | null {
  const middle = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
  return middle === undefined ? null : shortened(middle);
}

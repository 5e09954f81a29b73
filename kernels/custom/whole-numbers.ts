import type { DType } from '../msl/dtype.ts';

/** The largest whole number that a float32 and all below it have: what whole numbers are compared as. */
const LARGEST = 2 ** 24;
const RANGES: Readonly<Partial<Record<DType, readonly [least: number, largest: number]>>> = {
  i8: [-128, 127],
  u8: [0, 255],
  u32: [0, LARGEST],
};

/** The whole numbers that buffers of a type may have. */
export function wholeNumbersOf(dtype: DType): readonly [least: number, largest: number] {
  return RANGES[dtype] ?? [-LARGEST, LARGEST];
}

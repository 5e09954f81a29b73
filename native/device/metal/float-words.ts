/** Floats as the 32-bit words that hold them, for an argument by value. */
export const floatWords = (...values: number[]): number[] => [
  ...new Uint32Array(Float32Array.from(values).buffer),
];

/** Floats as 32-bit words, to pass them by value. */
export const floatWords = (...values: number[]): number[] => [
  ...new Uint32Array(Float32Array.from(values).buffer),
];

import { type Random, shuffle } from '../random.ts';

/**
 * A random Latin square of the numbers 0…size−1: each occurs once in every row and once in every column. Read as
 * rounds, every contender runs once a round, and over `size` rounds once at every position, so that what drifts
 * within a round (heat, caches) falls on all alike. It is the cyclic square with rows, columns and symbols shuffled.
 */
export function latinSquare(size: number, random: Random): number[][] {
  const order = () =>
    shuffle(
      Array.from({ length: size }, (_, index) => index),
      random,
    );
  const [rows, columns, symbols] = [order(), order(), order()];
  return rows.map((row) => columns.map((column) => symbols[(row + column) % size] as number));
}

/** The orders of round after round: one square after the other. */
export function* roundOrders(size: number, random: Random): Generator<number[], never> {
  while (true) yield* latinSquare(size, random);
}

import { type Random, shuffle } from '../../ipc/random.ts';

/**
 * A random Latin square of the numbers 0…size−1: each occurs once in every row and once in every column. With a row
 * per round, every contender runs once per round, and over `size` rounds once at every position, so that drift within
 * a round (heat, caches) affects all alike. It is the cyclic square with rows, columns and symbols shuffled.
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

/** The order of each round: one Latin square after another. */
export function* roundOrders(size: number, random: Random): Generator<number[], never> {
  while (true) yield* latinSquare(size, random);
}

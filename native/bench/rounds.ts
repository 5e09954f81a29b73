import { median } from './statistics.ts';

/** Takes turns with others: does its work `repetitions` times and returns how long that took. */
export interface Contender {
  readonly name: string;
  run(repetitions: number): Promise<number>;
}

export interface RoundsOptions {
  readonly rounds: number;
  /** Each turn repeats the work until it takes about this long. */
  readonly turnNs: number;
}

/** Nanoseconds of each contender for its work done once, round by round. */
export type Rounds = ReadonlyMap<Contender, readonly number[]>;

/**
 * Times contenders in turns, so that other load on the machine affects all of them. The order changes from round to
 * round, because some leave threads behind that spin for a while.
 */
export async function timeByTurns(
  contenders: readonly Contender[],
  { rounds, turnNs }: RoundsOptions,
): Promise<Rounds> {
  const field: { contender: Contender; repetitions: number; times: number[] }[] = [];
  for (const contender of contenders) {
    await contender.run(1);
    const repetitions = Math.max(1, Math.round(turnNs / (await contender.run(1))));
    field.push({ contender, repetitions, times: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { contender, repetitions, times } of shuffled(field))
      times.push((await contender.run(repetitions)) / repetitions);
  }
  return new Map(field.map(({ contender, times }) => [contender, times]));
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** How many times as fast as `other` a contender is: the median of the ratios over rounds. */
export function speedOver(rounds: Rounds, contender: Contender, other: Contender): number {
  const others = rounds.get(other) ?? [];
  return median((rounds.get(contender) ?? []).map((ns, round) => (others[round] ?? Number.NaN) / ns));
}

/** Median nanoseconds. */
export function typicalNs(rounds: Rounds, contender: Contender): number {
  return median(rounds.get(contender) ?? []);
}

import { median } from './statistics.ts';

/** Takes turns with others: does its work `repetitions` times and returns how long that took. */
export interface Entrant {
  readonly name: string;
  run(repetitions: number): Promise<number>;
}

export interface RoundsOptions {
  readonly rounds: number;
  /** Each turn repeats the work until it takes about this long. */
  readonly turnNs: number;
}

/** Nanoseconds of each entrant for its work done once, round by round. */
export type Rounds = ReadonlyMap<Entrant, readonly number[]>;

/**
 * Times entrants in turns, so that other load on the machine affects all of them. The order changes from round to
 * round, because some leave threads behind that spin for a while.
 */
export async function timeByTurns(
  entrants: readonly Entrant[],
  { rounds, turnNs }: RoundsOptions,
): Promise<Rounds> {
  const field: { entrant: Entrant; repetitions: number; times: number[] }[] = [];
  for (const entrant of entrants) {
    await entrant.run(1);
    const repetitions = Math.max(1, Math.round(turnNs / (await entrant.run(1))));
    field.push({ entrant, repetitions, times: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { entrant, repetitions, times } of shuffled(field))
      times.push((await entrant.run(repetitions)) / repetitions);
  }
  return new Map(field.map(({ entrant, times }) => [entrant, times]));
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** How many times as fast as `other` an entrant is: the median of the ratios over rounds. */
export function speedOver(rounds: Rounds, entrant: Entrant, other: Entrant): number {
  const others = rounds.get(other) ?? [];
  return median((rounds.get(entrant) ?? []).map((ns, round) => (others[round] ?? Number.NaN) / ns));
}

/** Median nanoseconds. */
export function typicalNs(rounds: Rounds, entrant: Entrant): number {
  return median(rounds.get(entrant) ?? []);
}

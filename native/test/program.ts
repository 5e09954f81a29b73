import type { Launch } from './harness.ts';

/** An MSL program with what it must compute: one row of the tables in programs/, run by programs.test.ts. */
export interface MslProgram extends Launch {
  title: string;
  /** Whole MSL text. */
  source: string;
  /** What arguments hold afterwards, by index. Those that are not named are not looked at. */
  expected: Readonly<Record<number, ArrayLike<number>>>;
  /** Greatest difference that is accepted, absolute; 0 unless given. */
  tolerance?: number;
}

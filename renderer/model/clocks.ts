import type { Cell, Summary } from '../../electron/ipc/types.ts';

/** What each clock is called. */
export const CLOCK_NAMES = { gpu: 'GPU time', wall: 'Wall time' } as const satisfies Record<
  Summary['clock'],
  string
>;

/** The clock of each contender that was timed. Cells of one contender share theirs. */
function clocksOf(cells: readonly Cell[]): ReadonlyMap<string, Summary['clock']> {
  return new Map(
    cells.flatMap(({ contender, summary }) => (summary ? [[contender, summary.clock] as const] : [])),
  );
}

/** By what contenders were timed, each named where they differ: clocks are never mixed without a word. */
export function clockLabels(cells: readonly Cell[]): { all: string; of(contender: string): string | null } {
  const clocks = clocksOf(cells);
  const different = new Set(clocks.values());
  const [first = 'wall'] = different;
  return {
    all: different.size > 1 ? 'GPU and wall time' : CLOCK_NAMES[first],
    of: (contender) => {
      const clock = clocks.get(contender);
      return different.size > 1 && clock ? CLOCK_NAMES[clock] : null;
    },
  };
}

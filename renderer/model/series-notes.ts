import { arithmeticLabels } from '../../electron/ipc/arithmetic.ts';
import type { Cell, Summary } from '../../electron/ipc/types.ts';

/** The names of the clocks, on their own and within a phrase. */
export const CLOCKS = {
  gpu: { title: 'GPU time', noun: 'GPU time' },
  wall: { title: 'Wall time', noun: 'wall time' },
} as const satisfies Record<Summary['clock'], { title: string; noun: string }>;

/** The clock of each contender that was timed, the same for all its cells. */
function clocksOf(cells: readonly Cell[]): ReadonlyMap<string, Summary['clock']> {
  return new Map(
    cells.flatMap(({ contender, summary }) => (summary ? [[contender, summary.clock] as const] : [])),
  );
}

interface SeriesNotes {
  readonly all: readonly string[];
  of(contender: string): string | null;
}

/** Kept, because the chart and the table of a run ask for the same. */
const NOTES = new WeakMap<readonly Cell[], SeriesNotes>();

/** Clock and arithmetic: what all contenders have in common, and a note on each of those that differ in it. */
export function seriesNotes(cells: readonly Cell[]): SeriesNotes {
  const notes = NOTES.get(cells) ?? notesOf(cells);
  NOTES.set(cells, notes);
  return notes;
}

function notesOf(cells: readonly Cell[]): SeriesNotes {
  const clocks = clocksOf(cells);
  const different = new Set(clocks.values());
  const [first = 'wall'] = different;
  const arithmetic = arithmeticLabels(cells);
  return {
    all: [
      different.size > 1 ? 'GPU and wall time' : CLOCKS[first].title,
      ...(arithmetic.all ? [`${arithmetic.all} arithmetic`] : []),
    ],
    of: (contender) => {
      const clock = clocks.get(contender);
      const own = different.size > 1 && clock ? CLOCKS[clock].title : null;
      return [own, arithmetic.of(contender)].filter(Boolean).join(' · ') || null;
    },
  };
}

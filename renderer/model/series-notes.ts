import { arithmeticLabels } from '../../electron/ipc/arithmetic.ts';
import { unitsOf } from '../../electron/ipc/roof.ts';
import type { Cell, Roof, Summary } from '../../electron/ipc/types.ts';
import { type TargetDevice, tensorUnitsFor, tensorUnitsOf } from '../../kernels/index.ts';

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

/** What cells were measured on, and against which roofs. */
interface MeasuredOn {
  readonly device: TargetDevice;
  readonly roof: Pick<Roof, 'matrixUnits'>;
}

interface SeriesNotes {
  readonly all: readonly string[];
  of(contender: string): string | null;
}

/** Kept, because the chart and the table of a run ask for the same. */
const NOTES = new WeakMap<readonly Cell[], SeriesNotes>();

/**
 * Clock, arithmetic, and the units whose roof utilization is a share of: what all contenders have in common, and a note on
 * each of those that differ in it, or that use tensor operations on a GPU.
 */
export function seriesNotes(cells: readonly Cell[], environment: MeasuredOn): SeriesNotes {
  const notes = NOTES.get(cells) ?? notesOf(cells, environment);
  NOTES.set(cells, notes);
  return notes;
}

function notesOf(cells: readonly Cell[], { device, roof }: MeasuredOn): SeriesNotes {
  const clocks = clocksOf(cells);
  const different = new Set(clocks.values());
  const [first = 'wall'] = different;
  const arithmetic = arithmeticLabels(cells);
  const units = new Map([...clocks.keys()].map((contender) => [contender, unitsOf(roof, contender)]));
  const areSeveral = new Set(units.values()).size > 1;
  return {
    all: [
      different.size > 1 ? 'GPU and wall time' : CLOCKS[first].title,
      ...(arithmetic.all ? [`${arithmetic.all} arithmetic`] : []),
    ],
    of: (contender) => {
      const clock = clocks.get(contender);
      const own = different.size > 1 && clock ? CLOCKS[clock].title : null;
      const isMatrix = units.get(contender) === 'matrix';
      const ran = (isMatrix ? tensorUnitsOf(device) : tensorUnitsFor(contender, device))?.label ?? null;
      const ceiling = areSeveral && units.has(contender) ? `roof of the ${units.get(contender)} units` : ran;
      return [own, arithmetic.of(contender), ceiling].filter(Boolean).join(' · ') || null;
    },
  };
}

// How a cell crosses processes while it is measured: every sample once.
import type { Cell, Sample } from './types.ts';

/** A cell as it is now, with only those of its samples that were not sent before. */
export interface CellUpdate extends Omit<Cell, 'samples'> {
  /** How many of its samples were sent before; fewer than last time when the cell is measured again. */
  sampleOffset: number;
  /** Its samples from number `sampleOffset` on. */
  newSamples: Sample[];
}

/** The update for a cell of which some samples, by default none, were sent before. */
export function updateOf({ samples, ...cell }: Cell, sampleOffset = 0): CellUpdate {
  return { ...cell, sampleOffset, newSamples: samples.slice(sampleOffset) };
}

/**
 * Brings a cell up to date; undefined stands for a cell without samples. Applying an update again changes nothing.
 * Throws RangeError when samples in between are missing.
 */
export function applyUpdate(cell: Cell | undefined, update: CellUpdate): Cell {
  const { sampleOffset, newSamples, ...rest } = update;
  return { ...rest, samples: replaceFrom(cell?.samples ?? [], sampleOffset, newSamples) };
}

/** Cells brought up to date, unknown ones added at the end. Neither argument is changed, nor are cells without news. */
export function applyUpdates(cells: readonly Cell[], updates: readonly CellUpdate[]): Cell[] {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  for (const update of updates) byId.set(update.id, applyUpdate(byId.get(update.id), update));
  return [...byId.values()];
}

/** Two updates of a cell as one. Throws RangeError when samples in between are missing. */
export function joinUpdates(earlier: CellUpdate, later: CellUpdate): CellUpdate {
  const { sampleOffset } = earlier;
  if (later.sampleOffset < sampleOffset) return later;
  const newSamples = replaceFrom(earlier.newSamples, later.sampleOffset - sampleOffset, later.newSamples);
  return { ...later, sampleOffset, newSamples };
}

function replaceFrom(samples: readonly Sample[], offset: number, later: readonly Sample[]): Sample[] {
  if (offset <= samples.length) return [...samples.slice(0, offset), ...later];
  throw new RangeError(`${offset - samples.length} samples are missing before the new ones`);
}

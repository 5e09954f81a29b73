import type { Cell } from '../../electron/ipc/types.ts';
import { contenderOf } from '../../kernels/index.ts';
import { keyOf } from './cells.ts';
import { compareSizes } from './problem-size.ts';

/** A cell of a run, by its keys. */
export interface CellRef {
  readonly runId: string;
  readonly problem: string;
  readonly contender: string;
}

export interface Selection {
  /** Under the pointer. */
  readonly hovered: CellRef | null;
  /** Until it is cleared. */
  readonly pinned: CellRef | null;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

export const NOTHING_SELECTED: Selection = { hovered: null, pinned: null };

export function sameRef(a: CellRef | null, b: CellRef | null): boolean {
  if (a === null || b === null) return a === b;
  return a.runId === b.runId && a.problem === b.problem && a.contender === b.contender;
}

/** The selected cell that every view follows: the hovered one, else the pinned one. */
export function activeOf({ hovered, pinned }: Selection): CellRef | null {
  return hovered ?? pinned;
}

/** Hovers a cell; returns the same object if nothing changes, so that nothing redraws. */
export function hover(selection: Selection, ref: CellRef | null): Selection {
  return sameRef(selection.hovered, ref) ? selection : { ...selection, hovered: ref };
}

/** Pins a cell, or unpins it if it is pinned. */
export function pin(selection: Selection, ref: CellRef): Selection {
  return { ...selection, pinned: sameRef(selection.pinned, ref) ? null : ref };
}

/** The keys of the cells' problems, smallest first. */
export function problemsBySize(cells: readonly Cell[]): string[] {
  return [...new Map(cells.map((cell) => [keyOf(cell), cell.problem])).entries()]
    .sort(([, a], [, b]) => compareSizes(a, b))
    .map(([key]) => key);
}

/** The neighbour of a cell: left and right follow the problems, up and down the contenders. */
export function step(
  problems: readonly string[],
  contenders: readonly string[],
  from: CellRef,
  direction: Direction,
): CellRef {
  const column = problems.indexOf(from.problem) + { left: -1, right: 1, up: 0, down: 0 }[direction];
  const row = contenders.indexOf(from.contender) + { left: 0, right: 0, up: -1, down: 1 }[direction];
  return {
    ...from,
    problem: problems[clamp(column, problems.length)] ?? from.problem,
    contender: contenders[clamp(row, contenders.length)] ?? from.contender,
  };
}

/** The cell that a key leads to from another; null of a key that leads nowhere. */
export function stepTo(
  problems: readonly string[],
  contenders: readonly string[],
  from: CellRef,
  key: string,
): CellRef | null {
  const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-PAGE, 0],
    PageDown: [PAGE, 0],
    Home: [0, -contenders.length],
    End: [0, contenders.length],
  };
  const found = steps[key];
  if (!found) return null;
  const row = problems.indexOf(from.problem) + found[0];
  const column = contenders.indexOf(from.contender) + found[1];
  return {
    ...from,
    problem: problems[clamp(row, problems.length)] ?? from.problem,
    contender: contenders[clamp(column, contenders.length)] ?? from.contender,
  };
}

/** Rows that a page key moves by. */
const PAGE = 10;

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}

/** By the cells of their run, because several views ask for the same. */
const RESTING = new WeakMap<readonly Cell[], { readonly among: string; readonly ref: CellRef | null }>();

/** The cell shown without a selection: the first kernel at its largest finished problem, else at its largest. */
export function restingRef(
  runId: string,
  cells: readonly Cell[],
  contenders: readonly string[],
): CellRef | null {
  const among = contenders.join();
  const known = RESTING.get(cells);
  if (known?.among === among) return known.ref;
  const ref = findResting(runId, cells, contenders);
  RESTING.set(cells, { among, ref });
  return ref;
}

function findResting(runId: string, cells: readonly Cell[], contenders: readonly string[]): CellRef | null {
  for (const contender of generatedFirst(contenders)) {
    const own = cells.filter((cell) => cell.contender === contender);
    const finished = own.filter(({ status }) => status === 'ok');
    const largest = (finished.length > 0 ? finished : own).reduce<Cell | null>(
      (most, cell) => (most && compareSizes(most.problem, cell.problem) >= 0 ? most : cell),
      null,
    );
    if (largest) return { runId, problem: keyOf(largest), contender };
  }
  return null;
}

/** Generated contenders first, since they have MSL to show; otherwise in the order of the run. */
function generatedFirst(contenders: readonly string[]): string[] {
  const generated = contenders.filter((name) => contenderOf(name)?.kind === 'generated');
  return [...generated, ...contenders.filter((id) => !generated.includes(id))];
}

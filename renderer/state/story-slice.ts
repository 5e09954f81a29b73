import type { StateCreator } from 'zustand';
import { cellId } from '../../electron/ipc/cell.ts';
import type { CellTimeline } from '../../electron/ipc/history/cell-timeline.ts';
import type { Kept } from '../../electron/ipc/programs/keep-program.ts';
import { programsOf } from '../../electron/ipc/programs/restore-program.ts';
import type { Slide } from '../../electron/ipc/story.ts';
import type { Cell, Run } from '../../electron/ipc/types.ts';
import { cellsById } from '../model/cell-index.ts';
import { kernelLine, mslOf } from '../model/msl-of.ts';
import type { CellRef } from '../model/selection.ts';
import { newSlide, slideCells } from '../model/story.ts';
import { viewOf } from '../model/view-address.ts';
import { shownAddress } from './address.ts';
import { createComing } from './coming.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** Everything that a slide draws. */
export interface SlideContent {
  /** With the samples that the slide shows. */
  readonly run: Run;
  /** The cell that the slide is about, and the one beside it. */
  readonly cells: readonly CellRef[];
  readonly timeline: CellTimeline | null;
  /** What the cell was measured with. */
  readonly kept: Kept | null;
}

/** The views of the shown run that are saved to be presented: its story. */
export interface StorySlice {
  /** The slide that is edited. */
  chosenSlide: number;
  chooseSlide(index: number): void;
  /** What is shown as a slide, with a sentence to begin with. */
  shownSlide(shows: Slide['shows']): Promise<Slide | null>;
  /** Adds what is shown to the story. */
  saveView(shows: Slide['shows']): Promise<void>;
  changeSlide(index: number, change: Partial<Slide>): Promise<void>;
  moveSlide(index: number, by: -1 | 1): Promise<void>;
  /** A toast undoes that. */
  removeSlide(index: number): Promise<void>;
  /** Reads what a slide of a run needs beyond its cells. */
  readSlide(run: Run, slide: Slide): Promise<SlideContent>;
}

export const createStorySlice =
  (source: Source): StateCreator<WorkbenchState, [], [], StorySlice> =>
  (set, get) => {
    const coming = createComing<readonly Slide[]>();
    /** What the next change of a story builds on. */
    const storyOf = (run: Run | null) => coming.of(run?.id) ?? run?.story ?? [];
    /** Replaces the story of the shown run; its new head comes back as an event. */
    const change = async (next: (story: readonly Slide[]) => readonly Slide[]): Promise<void> => {
      const { run } = get();
      if (!run) return;
      const story = next(storyOf(run));
      const keeping = request(source, 'runs.set-story', { runId: run.id, story: [...story] });
      await coming.hold(run.id, story, keeping).catch((error) => get().notify(failureOf(error)));
    };
    const samplesOf = async (run: Run, cell: Cell): Promise<Cell> => {
      if (cell.samples.length > 0 || !cell.summary || source.kind === 'embedded') return cell;
      return { ...cell, samples: await request(source, 'runs.samples', { runId: run.id, cellId: cell.id }) };
    };
    const keptOf = async (run: Run, { id, program }: Cell): Promise<Kept | null> => {
      if (program === null) return null;
      const embedded = Object.hasOwn(run.programs, program) ? run : get().programs[program];
      const kept = embedded ?? (await request(source, 'runs.program', { runId: run.id, cellId: id }));
      return kept && Object.hasOwn(kept.programs, program)
        ? { hash: program, kept: programsOf([program], kept) }
        : null;
    };
    return {
      chosenSlide: 0,
      chooseSlide: (chosenSlide) => set({ chosenSlide }),
      shownSlide: async (shows) => {
        const state = get();
        const { run } = state;
        if (!run) return null;
        const speeds = state.speeds?.runId === run.id ? state.speeds.list : null;
        const slide = newSlide(run, shownAddress(state), shows, speeds);
        if (shows === 'view') return slide;
        const { cells, kept } = await get().readSlide(run, slide);
        const [ref] = cells;
        const cell = ref && cellsById(run.cells).get(cellId(ref.problem, ref.contender));
        const msl = cell ? mslOf(cell, run, kept) : null;
        return { ...slide, line: msl === null ? 1 : kernelLine(msl) };
      },
      saveView: async (shows) => {
        const slide = await get()
          .shownSlide(shows)
          .catch((error) => {
            get().notify(failureOf(error));
            return null;
          });
        if (!slide) return;
        await change((story) => [...story, slide]);
        const count = get().run?.story?.length ?? 0;
        set({ chosenSlide: Math.max(0, count - 1) });
        get().tell({
          message: `Saved as slide ${count}`,
          action: { label: 'Show slides', run: () => get().setDrawer({ open: true, tab: 'slides' }) },
        });
      },
      changeSlide: (index, changed) =>
        change((story) => story.map((slide, at) => (at === index ? { ...slide, ...changed } : slide))),
      moveSlide: async (index, by) => {
        const to = index + by;
        if (to < 0 || to >= storyOf(get().run).length) return;
        await change((story) => {
          const moved = [...story];
          moved.splice(to, 0, ...moved.splice(index, 1));
          return moved;
        });
        set({ chosenSlide: to });
      },
      removeSlide: async (index) => {
        const { run } = get();
        const removed = storyOf(run)[index];
        if (!run || !removed) return;
        await change((story) => story.filter((_, at) => at !== index));
        set({ chosenSlide: Math.max(0, Math.min(index, (get().run?.story?.length ?? 1) - 1)) });
        const undo = () => {
          if (get().run?.id === run.id) void change((story) => story.toSpliced(index, 0, removed));
        };
        get().tell({ message: `Deleted slide ${index + 1}`, action: { label: 'Undo', run: undo } });
      },
      readSlide: async (run, { address, shows }) => {
        const { view } = viewOf(address, run);
        const refs = slideCells(run, address);
        const byId = cellsById(run.cells);
        const cells = refs.flatMap(({ problem, contender }) => byId.get(cellId(problem, contender)) ?? []);
        const [cell] = cells;
        const needs = (what: typeof view) => shows === 'view' && view === what;
        const sampled = needs('samples') ? await Promise.all(cells.map((one) => samplesOf(run, one))) : [];
        const known = new Map(sampled.map((one) => [one.id, one]));
        const isOver = run.status !== 'running' && source.kind === 'live';
        return {
          run: known.size > 0 ? { ...run, cells: run.cells.map((one) => known.get(one.id) ?? one) } : run,
          cells: refs,
          timeline:
            needs('history') && cell && isOver
              ? await request(source, 'runs.history', { runId: run.id, cellId: cell.id })
              : null,
          kept: shows === 'msl' && cell ? await keptOf(run, cell) : null,
        };
      },
    };
  };

import { createContext, useContext } from 'react';
import { createStore, type StoreApi, useStore } from 'zustand';
import { type CompileSlice, createCompileSlice } from './compile-slice.ts';
import { type ConditionsSlice, createConditionsSlice } from './conditions-slice.ts';
import { createEditSlice, type EditSlice } from './edit-slice.ts';
import { createFilesSlice, type FilesSlice } from './files-slice.ts';
import { createFormSlice, type FormSlice } from './form-slice.ts';
import { createHistorySlice, type HistorySlice } from './history-slice.ts';
import { createMarksSlice, type MarksSlice } from './marks-slice.ts';
import { createNoiseSlice, type NoiseSlice } from './noise-slice.ts';
import { createNoticesSlice, type NoticesSlice } from './notices-slice.ts';
import { createPanesSlice, type PanesSlice } from './panes-slice.ts';
import { createPresentSlice, type PresentSlice } from './present-slice.ts';
import { createPresetsSlice, type PresetsSlice } from './presets-slice.ts';
import { createProgramSlice, type ProgramSlice } from './program-slice.ts';
import { createReviewSlice, type ReviewSlice } from './review-slice.ts';
import { createRunsSlice, type RunsSlice } from './runs-slice.ts';
import { createSelectionSlice, type SelectionSlice } from './selection-slice.ts';
import { createSettingsSlice, type SettingsSlice } from './settings-slice.ts';
import { type Source, withSuccess } from './source.ts';
import { createSpeedsSlice, type SpeedsSlice } from './speeds-slice.ts';
import { createStorySlice, type StorySlice } from './story-slice.ts';
import { createTuneSlice, type TuneSlice } from './tune-slice.ts';
import { createViewSlice, type ViewSlice } from './view-slice.ts';

/** The state of the window. Each slice owns its fields; they share one store, so that one update redraws once. */
export type WorkbenchState = { readonly readOnly: boolean } & SelectionSlice &
  RunsSlice &
  ProgramSlice &
  EditSlice &
  ConditionsSlice &
  CompileSlice &
  NoiseSlice &
  FilesSlice &
  NoticesSlice &
  PanesSlice &
  MarksSlice &
  SpeedsSlice &
  HistorySlice &
  ReviewSlice &
  TuneSlice &
  PresetsSlice &
  StorySlice &
  PresentSlice &
  ViewSlice &
  FormSlice &
  SettingsSlice;

export type Workbench = StoreApi<WorkbenchState>;

/** Creates the store of a window, or of a report with its embedded run. */
export function createWorkbench(given: Source): Workbench {
  let store: Workbench | null = null;
  /** A failure is over once the request that failed succeeds. */
  const source = withSuccess(given, (channel) => {
    const state = store?.getState();
    if (state?.notice?.channel === channel) state.notify(null);
  });
  store = createStore<WorkbenchState>()((...slice) => ({
    readOnly: source.kind === 'embedded',
    ...createSelectionSlice(...slice),
    ...createRunsSlice(source)(...slice),
    ...createProgramSlice(source)(...slice),
    ...createEditSlice(source)(...slice),
    ...createConditionsSlice(source)(...slice),
    ...createCompileSlice(source)(...slice),
    ...createNoiseSlice(source)(...slice),
    ...createFilesSlice(source)(...slice),
    ...createNoticesSlice(...slice),
    ...createPanesSlice(...slice),
    ...createMarksSlice(source)(...slice),
    ...createSpeedsSlice(source)(...slice),
    ...createHistorySlice(source)(...slice),
    ...createReviewSlice(source)(...slice),
    ...createTuneSlice(source)(...slice),
    ...createPresetsSlice(source)(...slice),
    ...createStorySlice(source)(...slice),
    ...createPresentSlice(source)(...slice),
    ...createViewSlice(...slice),
    ...createFormSlice(...slice),
    ...createSettingsSlice(source)(...slice),
  }));
  return store;
}

export const WorkbenchContext = createContext<Workbench | null>(null);

/** The store, for event handlers that read it without redrawing. */
export function useWorkbenchStore(): Workbench {
  const store = useContext(WorkbenchContext);
  if (!store) throw new Error('This component is not inside a <WorkbenchContext>');
  return store;
}

/** A part of the state; redraws only if that part changes. */
export function useWorkbench<T>(select: (state: WorkbenchState) => T): T {
  return useStore(useWorkbenchStore(), select);
}

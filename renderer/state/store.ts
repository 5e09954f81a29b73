import { createContext, useContext } from 'react';
import { createStore, type StoreApi, useStore } from 'zustand';
import { type CompileSlice, createCompileSlice } from './compile-slice.ts';
import { type ConditionsSlice, createConditionsSlice } from './conditions-slice.ts';
import { createEditSlice, type EditSlice } from './edit-slice.ts';
import { createFormSlice, type FormSlice } from './form-slice.ts';
import { createNoiseSlice, type NoiseSlice } from './noise-slice.ts';
import { createPresetsSlice, type PresetsSlice } from './presets-slice.ts';
import { createProgramSlice, type ProgramSlice } from './program-slice.ts';
import { createRunsSlice, type RunsSlice } from './runs-slice.ts';
import { createSelectionSlice, type SelectionSlice } from './selection-slice.ts';
import { createSettingsSlice, type SettingsSlice } from './settings-slice.ts';
import type { Source } from './source.ts';
import { createViewSlice, type ViewSlice } from './view-slice.ts';

/** The state of the window. Each slice owns its fields; they share one store, so that one update redraws once. */
export type WorkbenchState = { readonly readOnly: boolean } & SelectionSlice &
  RunsSlice &
  ProgramSlice &
  EditSlice &
  ConditionsSlice &
  CompileSlice &
  NoiseSlice &
  PresetsSlice &
  ViewSlice &
  FormSlice &
  SettingsSlice;

export type Workbench = StoreApi<WorkbenchState>;

/** Creates the store of a window, or of a report with its embedded run. */
export function createWorkbench(source: Source): Workbench {
  return createStore<WorkbenchState>()((...slice) => ({
    readOnly: source.kind === 'embedded',
    ...createSelectionSlice(...slice),
    ...createRunsSlice(source)(...slice),
    ...createProgramSlice(source)(...slice),
    ...createEditSlice(source)(...slice),
    ...createConditionsSlice(source)(...slice),
    ...createCompileSlice(source)(...slice),
    ...createNoiseSlice(source)(...slice),
    ...createPresetsSlice(source)(...slice),
    ...createViewSlice(...slice),
    ...createFormSlice(...slice),
    ...createSettingsSlice(source)(...slice),
  }));
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

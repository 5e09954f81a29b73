import type { StateCreator } from 'zustand';
import {
  type Pane,
  type PaneChoice,
  readPanes,
  type Showing,
  type Size,
  showings,
  toggled,
} from '../model/panes.ts';
import type { WorkbenchState } from './store.ts';

/** Which panes the window shows. What is hidden and maximised is remembered with the sizes of panels. */
export interface PanesSlice {
  /** A pane that was asked for where there is no room for it. */
  summoned: Pane | null;
  /** The inside of the window, in CSS pixels. */
  windowSize: Size;
  /** Whether the window fills the screen, where it has no title bar. */
  fullScreen: boolean;
  togglePane(pane: Pane): void;
  showPane(pane: Pane, isShown: boolean): void;
  maximisePane(pane: Pane | null): void;
  dismissSummoned(): void;
  setWindowSize(size: Size): void;
  setFullScreen(fullScreen: boolean): void;
}

/** What was chosen, here and before. Whether details are open is in the drawer's own state. */
function choiceOf({ settings, summoned, drawer }: WorkbenchState): PaneChoice {
  const { hidden, maximised } = readPanes(settings.layout.panes);
  return { hidden: drawer.open ? hidden : [...hidden, 'drawer'], maximised, summoned };
}

export const createPanesSlice: StateCreator<WorkbenchState, [], [], PanesSlice> = (set, get) => {
  const choose = (choice: PaneChoice) => {
    const { summoned, ...chosen } = choice;
    const remembered = { ...chosen, hidden: chosen.hidden.filter((pane) => pane !== 'drawer') };
    set({ summoned });
    const open = !chosen.hidden.includes('drawer');
    if (open !== get().drawer.open) get().setDrawer({ open });
    const before = readPanes(get().settings.layout.panes);
    if (JSON.stringify(before) !== JSON.stringify(remembered)) get().rememberLayout('panes', remembered);
  };
  const togglePane = (pane: Pane) => choose(toggled(choiceOf(get()), pane, get().windowSize));
  return {
    summoned: null,
    windowSize: { width: 1440, height: 900 },
    fullScreen: false,
    togglePane,
    showPane: (pane, isShown) => {
      if (isShown !== (showingsOf(get())[pane] !== 'hidden')) togglePane(pane);
    },
    maximisePane: (pane) => {
      const choice = choiceOf(get());
      choose({ ...choice, maximised: choice.maximised === pane ? null : pane, summoned: null });
    },
    dismissSummoned: () => set({ summoned: null }),
    setWindowSize: (windowSize) => set({ windowSize }),
    setFullScreen: (fullScreen) => set({ fullScreen }),
  };
};

/** How each pane is shown now. */
export function showingsOf(state: WorkbenchState): Record<Pane, Showing> {
  return showings(choiceOf(state), state.windowSize);
}

export function maximisedPane({ settings }: WorkbenchState): Pane | null {
  return readPanes(settings.layout.panes).maximised;
}

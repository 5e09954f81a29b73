import type { Events, TilescopeApi } from '../../electron/ipc/contract.ts';
import type { MenuCommand } from '../../electron/ipc/menu-command.ts';
import { visibleValue } from '../../electron/ipc/visible-text.ts';
import type { Workbench } from './store.ts';

/** Feeds the application's events to the store. Returns the function that stops it. */
export function connectEvents(
  api: TilescopeApi,
  store: Workbench,
  onMenu: (command: MenuCommand) => void,
): () => void {
  const {
    receiveCells,
    receiveProgress,
    receiveHeader,
    receiveForCopy,
    receiveForReview,
    receiveLog,
    receiveConditions,
    receiveCompileProgress,
    receiveNoiseProgress,
    receiveTuneProgress,
    receiveTuner,
    receiveSavedSweeps,
    receiveTrouble,
    receiveOpened,
    receiveLink,
    openTuner,
    setFullScreen,
    stepBy,
    changeTimer,
    receiveNotesClosed,
  } = store.getState();
  /** Every text of an event is shown harmlessly, as those of answers are. */
  const on = <E extends keyof Events>(event: E, receive: (payload: Events[E]) => void) =>
    api.on(event, (payload) => receive(visibleValue(payload)));
  const stops = [
    on('sweep.cells', ({ runId, updates }) => receiveCells(runId, updates)),
    on('sweep.progress', receiveProgress),
    on('compile.progress', receiveCompileProgress),
    on('noise.progress', receiveNoiseProgress),
    on('tune.progress', receiveTuneProgress),
    on('tune.changed', receiveTuner),
    on('run.changed', (header) => {
      receiveHeader(header);
      receiveForCopy(header);
      receiveForReview(header);
    }),
    on('run.opened', receiveOpened),
    on('link.opened', receiveLink),
    on('tune.opened', ({ id }) => openTuner(id)),
    on('window.full-screen', setFullScreen),
    on('present.step', ({ by }) => stepBy(by)),
    on('present.timer', ({ change }) => changeTimer(change)),
    on('notes.closed', receiveNotesClosed),
    on('presets.changed', receiveSavedSweeps),
    on('log', receiveLog),
    on('store.trouble', receiveTrouble),
    on('conditions', receiveConditions),
    on('menu.command', ({ command }) => onMenu(command)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Machines get warm, or are unplugged, slowly. */
const CONDITIONS_INTERVAL_MS = 15_000;

/** Keeps the conditions of the machine up to date. Returns the function that stops it. */
export function watchConditions(store: Workbench): () => void {
  const refresh = () => void store.getState().refreshConditions();
  refresh();
  const timer = setInterval(refresh, CONDITIONS_INTERVAL_MS);
  return () => clearInterval(timer);
}

/** Applies the chosen theme to the page; the style sheet follows the system by itself. Returns the function that stops it. */
export function applyTheme(store: Workbench): () => void {
  let applied: string | undefined;
  const apply = () => {
    const { theme } = store.getState().settings;
    if (theme === applied) return;
    applied = theme;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  apply();
  return store.subscribe(apply);
}

import type { MenuCommand, TilescopeApi } from '../../electron/ipc/contract.ts';
import type { Workbench } from './store.ts';

/** Feeds the application's events to the store. Returns the function that stops it. */
export function connectEvents(
  api: TilescopeApi,
  store: Workbench,
  onMenu: (command: MenuCommand) => void,
): () => void {
  const { receiveCells, receiveProgress, receiveHeader, receiveLog, receiveConditions } = store.getState();
  const stops = [
    api.on('sweep.cells', ({ runId, updates }) => receiveCells(runId, updates)),
    api.on('sweep.progress', receiveProgress),
    api.on('run.changed', receiveHeader),
    api.on('log', receiveLog),
    api.on('conditions', receiveConditions),
    api.on('menu.command', ({ command }) => onMenu(command)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** A machine gets warm, or is unplugged, in its own time. */
const CONDITIONS_EVERY_MS = 15_000;

/** Keeps an eye on what the machine is under. Returns the function that stops it. */
export function watchConditions(store: Workbench): () => void {
  const look = () => void store.getState().refreshConditions();
  look();
  const timer = setInterval(look, CONDITIONS_EVERY_MS);
  return () => clearInterval(timer);
}

/** Puts the chosen theme on the page; the system's choice is what the style sheet does by itself. */
export function applyTheme(store: Workbench): () => void {
  const apply = () => {
    const { theme } = store.getState().settings;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  apply();
  return store.subscribe(apply);
}

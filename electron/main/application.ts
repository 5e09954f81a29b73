// The application of the main process: opens the store and the window, and supervises the compute process.
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, Menu, nativeTheme, protocol } from 'electron';
import type { Events } from '../ipc/contract.ts';
import { runLink } from '../ipc/run-link.ts';
import { deleteDiscarded } from '../store/delete-discarded.ts';
import type { Arrivals, Arrived } from './arrivals.ts';
import { EndWatch } from './end-watch.ts';
import { followLink } from './follow-link.ts';
import type { Stage } from './handler.ts';
import { registerHandlers, storeTrouble } from './handlers.ts';
import { applicationMenu } from './menu.ts';
import { NotesWindow } from './notes-window.ts';
import { notify } from './notify.ts';
import { openStoreOrAsk } from './open-store.ts';
import { createRendererHandler, SCHEME } from './protocol.ts';
import { forgetFiles, recentFiles } from './recent-files.ts';
import { openRunFiles } from './run-files.ts';
import { saveOrAsk } from './save-or-ask.ts';
import { readSettings } from './settings.ts';
import { LIMITS, type Limits } from './supervise/limits.ts';
import { watchStore } from './supervise/store-watch.ts';
import { Supervisor } from './supervise/supervisor.ts';
import { startComputeProcess } from './supervise/utility-transport.ts';
import { openWindow, watchFullScreen } from './window.ts';

/** The folder of the bundles: dist/. */
const FOLDER = import.meta.dirname;

/** A window whose process ends sooner than this would only crash again. */
const CRASH_LOOP_MS = 5000;

/**
 * Opens the store and, once Electron is ready, the first window.
 * @param userData null where there is no folder for it
 */
export async function openApplication(userData: string | null, arrivals: Arrivals): Promise<void> {
  const store = await openStoreOrAsk(userData);
  if (!store) return app.quit();
  // Left by a window that crashed.
  deleteDiscarded(store);
  await app.whenReady();
  let window: BrowserWindow | null = null;
  const ends = new EndWatch((ended) => {
    if (window?.isFocused() || !readSettings(store).notifications) return;
    notify(ended, () => {
      front();
      if (ended.kind === 'tuning') send('tune.opened', { id: ended.id });
      else arrivals.add({ links: [runLink({ runId: ended.id, view: null })] });
    });
  });
  const send = <E extends keyof Events>(event: E, payload: Events[E]) => {
    ends.see(event, payload);
    if (window && !window.isDestroyed()) window.webContents.send(event, payload);
  };
  const tellTrouble = () => send('store.trouble', store.trouble && storeTrouble(store.trouble));
  store.onTrouble = tellTrouble;
  const [compute, preload] = [join(FOLDER, 'compute.js'), join(FOLDER, 'preload.cjs')];
  const supervisor = new Supervisor(() => startComputeProcess(compute), store, send, limits());
  const show = () => {
    const opened = openWindow(preload, store);
    const openedAtMs = performance.now();
    window = opened;
    // What happened before there was a page to tell.
    opened.webContents.on('did-finish-load', tellTrouble);
    watchFullScreen(opened, (isFull) => send('window.full-screen', isFull));
    arrivals.deliverTo(null);
    opened.on('closed', () => {
      if (window !== opened) return;
      window = null;
      stage.notes.close();
      arrivals.deliverTo(null);
    });
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      console.error(`The window's process ended: ${reason}`);
      // A new window does not present.
      stage.notes.close();
      // Runs are in the store and a running sweep continues, so a new window can take over, unless it crashes at once.
      if (performance.now() - openedAtMs > CRASH_LOOP_MS) show();
      else dialog.showErrorBox('Tilescope', `The window cannot be opened: its process ended (${reason}).`);
      opened.destroy();
    });
  };
  const stage: Stage = {
    notes: new NotesWindow(preload, () => send('notes.closed', null)),
    setFullScreen: (isFull) => window?.setFullScreen(isFull),
    openNotes: (mayCoverSlides) => window !== null && stage.notes.open(window, mayCoverSlides),
  };
  const front = () => {
    if (!window) return show();
    if (window.isMinimized()) window.restore();
    window.focus();
  };

  nativeTheme.themeSource = readSettings(store).theme;
  protocol.handle(SCHEME, createRendererHandler(process.env.TILESCOPE_RENDERER ?? join(FOLDER, 'renderer')));
  const setMenu = () => {
    const recent = {
      paths: recentFiles(store),
      open: (path: string) => void openFiles([path]),
      clear: forget,
    };
    const menu = applicationMenu((command) => send('menu.command', { command }), process.platform, recent);
    Menu.setApplicationMenu(menu);
  };
  const openFiles = async (paths: readonly string[]) => {
    send('run.opened', await openRunFiles(store, paths));
    setMenu();
  };
  const openArrived = ({ files, links }: Arrived) => {
    if (files.length > 0) void openFiles(files);
    for (const link of links) send('link.opened', followLink(store, link));
  };
  const forget = () => {
    forgetFiles(store);
    setMenu();
  };
  const [reportFolder, demoFile] = [join(FOLDER, 'report'), join(FOLDER, 'demo.json')];
  const onPageReady = () => arrivals.deliverTo(openArrived);
  registerHandlers({
    ...{ store, supervisor, send, reportFolder, demoFile },
    ...{ onFileOpened: setMenu, openFiles, onPageReady, stage },
  });
  setMenu();
  show();
  const stopWatching = watchStore(store, () => supervisor.isBusy, send);

  app.on('second-instance', front);
  app.on('open-file', front);
  app.on('open-url', front);
  app.on('activate', () => {
    if (!window) show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  quitAfter(async () => {
    stopWatching();
    await supervisor.dispose();
    await saveOrAsk(store);
    deleteDiscarded(store);
    store.dispose();
  });
}

/** For tests, TILESCOPE_SILENCE_MS shortens the time that the compute process may be silent. */
function limits(): Limits {
  const { TILESCOPE_SILENCE_MS: text } = process.env;
  if (!text) return LIMITS;
  const silenceMs = Number(text);
  if (!(silenceMs > 0)) throw new Error(`TILESCOPE_SILENCE_MS = ${text}: expected a positive number`);
  return { ...LIMITS, silenceMs };
}

/** Lets the application quit once the given work is done. */
function quitAfter(work: () => Promise<void>): void {
  let state: 'open' | 'working' | 'done' = 'open';
  app.on('will-quit', (event) => {
    if (state === 'done') return;
    event.preventDefault();
    if (state === 'working') return;
    state = 'working';
    const quit = () => {
      state = 'done';
      app.quit();
    };
    work()
      .catch((error: Error) => console.error(error.message))
      .then(quit);
  });
}

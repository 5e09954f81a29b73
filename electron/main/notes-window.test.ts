import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, expect, it, vi } from 'vitest';
import type { NotesPage } from '../ipc/story.ts';
import { NotesWindow } from './notes-window.ts';
import { INDEX_URL } from './protocol.ts';

/** A window that is closed at once, by hand or by the application. */
class FakeWindow extends EventEmitter {
  readonly sent: unknown[] = [];
  readonly webContents = {
    setWindowOpenHandler: () => undefined,
    on: () => undefined,
    session: { setPermissionRequestHandler: () => undefined, setPermissionCheckHandler: () => undefined },
    send: (...event: unknown[]) => this.sent.push(event),
  };
  readonly options: unknown;
  url = '';
  isClosed = false;

  constructor(options: unknown) {
    super();
    this.options = options;
    electron.windows.push(this);
  }
  async loadURL(url: string) {
    this.url = url;
  }
  isDestroyed() {
    return this.isClosed;
  }
  close() {
    this.isClosed = true;
    this.emit('closed');
  }
}

interface FakeDisplay {
  id: number;
  workArea: { x: number; y: number; width: number; height: number };
}
const electron = vi.hoisted(() => ({ windows: [] as FakeWindow[], displays: [] as FakeDisplay[] }));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());
vi.mock('electron', () => ({
  get BrowserWindow() {
    return FakeWindow;
  },
  nativeTheme: { shouldUseDarkColors: true },
  screen: { getDisplayMatching: () => electron.displays[0], getAllDisplays: () => electron.displays },
}));

const OWN = { id: 1, workArea: { x: 0, y: 0, width: 1440, height: 900 } };
const OTHER = { id: 2, workArea: { x: 1440, y: 25, width: 1920, height: 1055 } };
const SLIDES = { getBounds: () => OWN.workArea } as unknown as BrowserWindow;
const PAGE: NotesPage = {
  ...{ title: 'A run', slide: 1, slides: 2, notes: 'Say hello.', now: '<svg/>', next: null },
  timer: { startedAtMs: 0, pausedAtMs: null },
};
const tellClosed = vi.fn();
let notes: NotesWindow;

beforeEach(() => {
  electron.windows = [];
  electron.displays = [OWN, OTHER];
  tellClosed.mockClear();
  notes = new NotesWindow('preload.cjs', tellClosed);
});

it('the notes fill the display that the slides are not on', () => {
  expect(notes.open(SLIDES, false)).toBe(true);
  const [window] = electron.windows;
  expect(window?.options).toMatchObject(OTHER.workArea);
  expect(window?.url).toBe(`${INDEX_URL}#notes`);
});

it('with a single display the notes open only if they may cover the slides', () => {
  electron.displays = [OWN];
  expect(notes.open(SLIDES, false)).toBe(false);
  expect(electron.windows).toHaveLength(0);
  expect(notes.open(SLIDES, true)).toBe(true);
  expect(electron.windows[0]?.options).toMatchObject({ width: 960, height: 640 });
});

it('there is a single window, which shows the last page', () => {
  notes.open(SLIDES, false);
  notes.show(PAGE);
  expect(notes.open(SLIDES, true)).toBe(true);
  expect(electron.windows).toHaveLength(1);
  expect(electron.windows[0]?.sent).toEqual([['notes.changed', PAGE]]);
  expect(notes.page).toEqual(PAGE);
});

it('a window that is closed by hand reports it, forgets its page, and can be opened again', () => {
  notes.open(SLIDES, false);
  notes.show(PAGE);
  electron.windows[0]?.close();
  expect(tellClosed).toHaveBeenCalledTimes(1);
  expect(notes.page).toBeNull();
  // One that was drawn before.
  notes.show(PAGE);
  expect(notes.page).toBeNull();
  expect(notes.open(SLIDES, false)).toBe(true);
  notes.show({ ...PAGE, slide: 2 });
  expect(electron.windows.map(({ sent }) => sent.length)).toEqual([1, 1]);
});

it('the end of a presentation closes the notes, and tells nobody', () => {
  notes.open(SLIDES, false);
  notes.show(PAGE);
  notes.close();
  expect(electron.windows[0]?.isClosed).toBe(true);
  expect(tellClosed).not.toHaveBeenCalled();
  expect(notes.page).toBeNull();
});

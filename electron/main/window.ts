import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { RunStore } from '../store/run-store.ts';
import { INDEX_URL, isOwnUrl } from './protocol.ts';

const DEFAULT_SIZE = { width: 1440, height: 900 };
const MIN_SIZE = { minWidth: 960, minHeight: 600 };
const BOUNDS_KEY = 'window-bounds';

/** The page's --canvas (renderer/styles/tokens.css), so that no other colour flashes before the page is drawn. */
const CANVAS = { light: '#eef0f3', dark: '#0c0e11' };

/** The only permission granted: writing text to the clipboard at the user's request. */
const COPY = 'clipboard-sanitized-write';

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Opens the workbench's window where it last was. Its page runs in a sandbox, isolated from preload and from Node. */
export function openWindow(preload: string, store: RunStore): BrowserWindow {
  const window = new BrowserWindow({
    ...DEFAULT_SIZE,
    ...MIN_SIZE,
    ...rememberedBounds(store),
    title: 'Tilescope',
    show: false,
    titleBarStyle: process.platform === 'darwin' ? 'hiddenInset' : 'default',
    backgroundColor: nativeTheme.shouldUseDarkColors ? CANVAS.dark : CANVAS.light,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  confine(window);
  window.once('ready-to-show', () => window.show());
  window.on('close', () => store.remember(BOUNDS_KEY, window.getNormalBounds()));
  window
    .loadURL(INDEX_URL)
    .catch((error: Error) => console.error(`The window did not load: ${error.message}`));
  return window;
}

/** Confines a window to the application's own page, which may open no other and has one permission: to copy text. */
function confine(window: BrowserWindow): void {
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => {
    if (!isOwnUrl(event.url)) event.preventDefault();
  });
  webContents.session.setPermissionRequestHandler((_contents, name, grant) => grant(name === COPY));
  webContents.session.setPermissionCheckHandler((_contents, name) => name === COPY);
}

/** Where the window last was; only its size if that place is no longer on any display. */
function rememberedBounds(store: RunStore): Partial<Bounds> {
  const bounds = store.remembered(BOUNDS_KEY) as Bounds | null;
  if (!bounds) return {};
  const visible = screen.getAllDisplays().some(({ workArea }) => overlaps(workArea, bounds));
  return visible ? bounds : { width: bounds.width, height: bounds.height };
}

function overlaps(a: Bounds, b: Bounds): boolean {
  const across = a.x < b.x + b.width && b.x < a.x + a.width;
  return across && a.y < b.y + b.height && b.y < a.y + a.height;
}

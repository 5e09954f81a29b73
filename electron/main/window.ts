import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen } from 'electron';
import type { RunStore } from '../store/run-store.ts';
import { INDEX_URL, isOwnUrl } from './protocol.ts';

const DEFAULT_SIZE = { width: 1440, height: 900 };
const MIN_SIZE = { minWidth: 720, minHeight: 450 };
const BOUNDS_KEY = 'window-bounds';

/** The page's --canvas (renderer/styles/tokens.css), so that no other colour flashes before the page is drawn. */
const CANVAS = { light: '#eef0f3', dark: '#0c0e11' };

/** On macOS the page's own toolbar, 40 pixels high, is the title bar: the lights are in the middle of its height. */
const MAC_TITLE_BAR = { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 14, y: 13 } } as const;

/** The only permission granted: writing text to the clipboard at the user's request. */
const COPY = 'clipboard-sanitized-write';

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Opens the workbench's window where it last was. */
export function openWindow(preload: string, store: RunStore): BrowserWindow {
  const window = openPage(preload, '', {
    ...DEFAULT_SIZE,
    ...MIN_SIZE,
    ...rememberedBounds(store),
    title: 'Tilescope',
    ...(process.platform === 'darwin' && MAC_TITLE_BAR),
  });
  window.on('close', () => store.remember(BOUNDS_KEY, window.getNormalBounds()));
  return window;
}

/**
 * Opens a window with the application's page, which runs in a sandbox, isolated from preload and from Node.
 * @param fragment of the page's address
 */
export function openPage(
  preload: string,
  fragment: string,
  options: BrowserWindowConstructorOptions,
): BrowserWindow {
  const window = new BrowserWindow({
    ...options,
    show: false,
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
  window
    .loadURL(`${INDEX_URL}${fragment}`)
    .catch((error: Error) => console.error(`The window did not load: ${error.message}`));
  return window;
}

/** Tells whether a window fills the screen, where it has no title bar: now, and whenever that changes. */
export function watchFullScreen(window: BrowserWindow, tell: (isFull: boolean) => void): void {
  let isFull = false;
  const become = (next: boolean) => () => {
    isFull = next;
    tell(next);
  };
  window.on('enter-full-screen', become(true));
  window.on('leave-full-screen', become(false));
  window.webContents.on('did-finish-load', () => tell(isFull));
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

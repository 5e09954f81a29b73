import type {
  BrowserWindowConstructorOptions,
  BrowserWindow as RealBrowserWindow,
  Rectangle,
} from 'electron';
import type { Page } from '../chromium/page.ts';
import { openPage } from '../chromium/runtime.ts';
import { Emitter, type EmitterMethods, preventable } from '../events.ts';
import { onMenuChange, setRoleAction } from '../menu/menu.ts';
import { strict } from '../not-modelled.ts';
import { ShellWebContents } from './web-contents.ts';
import { checkWindowOptions } from './window-options.ts';

type Modelled = Pick<
  RealBrowserWindow,
  | EmitterMethods
  | ('id' | 'webContents' | 'loadURL' | 'close' | 'destroy' | 'isDestroyed' | 'getTitle' | 'setTitle')
  | ('show' | 'hide' | 'isVisible' | 'focus' | 'isFocused' | 'minimize' | 'restore' | 'isMinimized')
  | ('getBounds' | 'getNormalBounds' | 'setBounds' | 'setFullScreen' | 'isFullScreen')
>;
type WindowState = 'normal' | 'minimized' | 'fullscreen';

const DEFAULT_SIZE = { width: 800, height: 600 };

let lastId = 0;
const windows: ShellBrowserWindow[] = [];

interface Watcher {
  created(window: RealBrowserWindow): void;
  allClosed(): void;
}
let watcher: Watcher | null = null;

/** A window of Chromium. It opens after the constructor returns; calls made before then wait. */
class ShellBrowserWindow extends Emitter implements Modelled {
  readonly id = ++lastId;
  readonly facade: RealBrowserWindow;
  readonly #contents: ShellWebContents;
  readonly #ready: Promise<Page>;
  readonly #answers = new Map<number, (path: string | null) => void>();
  #bounds: Rectangle;
  #title: string;
  #state: WindowState = 'normal';
  #visible: boolean;
  #focused = false;
  #destroyed = false;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    checkWindowOptions(options);
    const { x = 0, y = 0, width = DEFAULT_SIZE.width, height = DEFAULT_SIZE.height, title = '' } = options;
    this.#bounds = { x, y, width, height };
    this.#title = title;
    this.#visible = options.show ?? true;
    this.#contents = new ShellWebContents((message) => this.#receive(message));
    this.facade = strict('BrowserWindow', this) as unknown as RealBrowserWindow;
    const placed = options.x !== undefined && options.y !== undefined;
    this.#ready = this.#open(options.webPreferences?.preload, placed);
    windows.push(this);
    setImmediate(() => watcher?.created(this.facade));
    // What the application gets from `new BrowserWindow` must be the object that throws for what is not modelled.
    // biome-ignore lint/correctness/noConstructorReturn: see above
    return this.facade as unknown as ShellBrowserWindow;
  }

  static getAllWindows(): RealBrowserWindow[] {
    return windows.map((window) => window.facade);
  }

  static getFocusedWindow(): RealBrowserWindow | null {
    return windows.find((window) => window.#focused)?.facade ?? null;
  }

  static fromWebContents(contents: Electron.WebContents): RealBrowserWindow | null {
    return windows.find((window) => window.#contents.facade === contents)?.facade ?? null;
  }

  get webContents(): Electron.WebContents {
    return this.#contents.facade;
  }

  async loadURL(url: string): Promise<void> {
    await this.#ready;
    await this.#contents.loadURL(url);
    this.emit('ready-to-show');
  }

  show(): void {
    this.#visible = true;
    this.emit('show');
  }

  hide(): void {
    this.minimize();
    this.#visible = false;
    this.emit('hide');
  }

  isVisible(): boolean {
    return this.#visible;
  }

  focus(): void {
    this.#whenReady((page) => page.bringToFront());
  }

  isFocused(): boolean {
    return this.#focused;
  }

  minimize(): void {
    this.#setState('minimized');
    this.emit('minimize');
  }

  restore(): void {
    this.#setState('normal');
    this.emit('restore');
  }

  isMinimized(): boolean {
    return this.#state === 'minimized';
  }

  setFullScreen(isFull: boolean): void {
    if (isFull === this.isFullScreen()) return;
    this.#setState(isFull ? 'fullscreen' : 'normal');
    this.emit(isFull ? 'enter-full-screen' : 'leave-full-screen');
  }

  isFullScreen(): boolean {
    return this.#state === 'fullscreen';
  }

  getTitle(): string {
    return this.#title;
  }

  setTitle(title: string): void {
    this.#title = title;
    this.#whenReady((page) =>
      page.evaluate((text) => {
        document.title = text;
      }, title),
    );
  }

  getBounds(): Rectangle {
    return { ...this.#bounds };
  }

  getNormalBounds(): Rectangle {
    return this.getBounds();
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.#whenReady((page) => this.#place(page, true));
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  close(): void {
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#whenReady(async (page) => {
      // Chromium ends with its last page, and another window may still be opening its own.
      await Promise.allSettled(windows.map((window) => window.#ready));
      await page.close();
    });
    this.#closed();
  }

  /** Asks the user for a path in this window; null when dismissed, or when the window closes first. */
  askPath(title: string, suggestion: string, button: string): Promise<string | null> {
    const id = ++lastId;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      void this.#contents.askPath(id, title, suggestion, button);
    });
  }

  async #open(preload: string | undefined, placed: boolean): Promise<Page> {
    const page = await openPage(this.#contents);
    page.once('close', () => this.#closedByUser());
    await Promise.all([this.#contents.attach(page, preload), this.#place(page, placed)]);
    return page;
  }

  async #place({ session }: Page, withPosition: boolean): Promise<void> {
    const { x: left, y: top, width, height } = this.#bounds;
    const { windowId } = await session.send('Browser.getWindowForTarget');
    const bounds = { width, height, ...(withPosition ? { left, top } : {}) };
    await session.send('Browser.setWindowBounds', { windowId, bounds });
  }

  #setState(windowState: WindowState): void {
    this.#state = windowState;
    this.#whenReady(async ({ session }) => {
      const { windowId } = await session.send('Browser.getWindowForTarget');
      await session.send('Browser.setWindowBounds', { windowId, bounds: { windowState } });
    });
  }

  /** Does something with the page once it is open, unless the window has been closed by then. */
  #whenReady(work: (page: Page) => Promise<unknown>): void {
    this.#ready.then(work).catch((error: Error) => {
      if (!this.#destroyed) console.error(`chromium-shell: ${error.message}`);
    });
  }

  /** Chromium does not ask first: listeners are told, but cannot prevent it. */
  #closedByUser(): void {
    if (this.#destroyed) return;
    this.emit('close', preventable({}));
    this.#closed();
  }

  #closed(): void {
    this.#destroyed = true;
    windows.splice(windows.indexOf(this), 1);
    for (const answer of this.#answers.values()) answer(null);
    this.#contents.destroyed();
    this.emit('closed');
    if (windows.length === 0) watcher?.allClosed();
  }

  #receive(message: Parameters<ConstructorParameters<typeof ShellWebContents>[0]>[0]): void {
    if (message.kind === 'path') {
      this.#answers.get(message.id)?.(message.path);
      this.#answers.delete(message.id);
      return;
    }
    if (message.focused !== this.#focused) this.emit(message.focused ? 'focus' : 'blur');
    this.#focused = message.focused;
    const { width, height } = this.#bounds;
    this.#bounds = message.bounds;
    if (width !== message.bounds.width || height !== message.bounds.height) this.emit('resize');
  }

  static {
    onMenuChange(() => {
      for (const window of windows) window.#contents.sendMenuKeys();
    });
    const current = () => windows.find((window) => window.#focused) ?? windows[0];
    setRoleAction('close', () => current()?.close());
    setRoleAction('minimize', () => current()?.minimize());
    setRoleAction('reload', () => current()?.webContents.reload());
  }
}

export const BrowserWindow = strict('BrowserWindow', ShellBrowserWindow) satisfies Pick<
  typeof RealBrowserWindow,
  'getAllWindows' | 'getFocusedWindow' | 'fromWebContents'
>;

/** Tells `app` about windows. */
export function watchWindows(watching: Watcher): void {
  watcher = watching;
}

/** The window for dialogs that belong to none. */
export function frontWindow(): ShellBrowserWindow | undefined {
  return windows.find((window) => window.isFocused()) ?? windows[0];
}

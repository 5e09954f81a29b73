import { readFileSync } from 'node:fs';
import type {
  HandlerDetails,
  IpcMainEvent,
  IpcMainInvokeEvent,
  NativeImage,
  Session,
  WebContents,
  WebFrameMain,
  WindowOpenHandlerResponse,
} from 'electron';
import type { Session as DevToolsSession } from '../chromium/devtools.ts';
import type { Page } from '../chromium/page.ts';
import { inApplication, inChromium } from '../chromium/protocol.ts';
import { Emitter, type EmitterMethods, preventable } from '../events.ts';
import { answerInvoke, encodeArguments, receiveSent } from '../ipc-main.ts';
import { menuKeys, pressMenuKeys } from '../menu/menu.ts';
import { strict } from '../not-modelled.ts';
import type { FromWorld } from '../worlds/messages.ts';
import { nativeImage } from './native-image.ts';
import { followTheme, reportSystemTheme } from './native-theme.ts';
import { PageLink } from './page-link.ts';
import { applyPermissions, session } from './session.ts';

type Modelled = Pick<
  WebContents,
  | EmitterMethods
  | ('id' | 'session' | 'mainFrame')
  | ('send' | 'getURL' | 'loadURL' | 'reload' | 'isDestroyed' | 'setWindowOpenHandler')
  | ('executeJavaScript' | 'capturePage' | 'printToPDF')
>;
type WindowOpenHandler = (details: HandlerDetails) => WindowOpenHandlerResponse;
type WindowMessage = Extract<FromWorld, { kind: 'window' | 'path' }>;

let lastId = 0;

/** The page of one window. Calls that need Chromium wait for `attach`. */
export class ShellWebContents extends Emitter implements Modelled {
  readonly id = ++lastId;
  readonly session: Session = session.defaultSession;
  /** This object as the application sees it: it throws, by name, for what is not modelled. */
  readonly facade: WebContents;
  readonly #onWindowMessage: (message: WindowMessage) => void;
  readonly #attaching = Promise.withResolvers<{ page: Page; link: PageLink }>();
  #link: PageLink | null = null;
  #url = '';
  #loading: string | null = null;
  #windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' });
  #unfollow: (() => void) | null = null;
  #destroyed = false;

  constructor(onWindowMessage: (message: WindowMessage) => void) {
    super();
    this.#onWindowMessage = onWindowMessage;
    this.facade = strict('webContents', this) as unknown as WebContents;
  }

  /** Takes a page of Chromium and prepares it to run preload. */
  async attach(page: Page, preload: string | undefined): Promise<void> {
    const script = { source: preload ? readFileSync(preload, 'utf8') : '', file: preload ?? 'no-preload.js' };
    const link = await PageLink.open(page, script, {
      message: (message, fromMainFrame) => this.#receive(message, fromMainFrame),
      navigated: (url) => this.#navigated(url),
      windowOpen: (url, frameName) => this.#openedWindow(url, frameName),
    });
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    this.#link = link;
    this.#unfollow = followTheme(link.session);
    this.#attaching.resolve({ page, link });
  }

  /** Live, as Electron's is. */
  get mainFrame(): WebFrameMain {
    const contents = this;
    const modelled = {
      parent: null,
      get url() {
        return contents.getURL();
      },
    } satisfies Pick<WebFrameMain, 'parent' | 'url'>;
    return strict('WebFrameMain', modelled) as unknown as WebFrameMain;
  }

  getURL(): string {
    return inApplication(this.#url);
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#link?.post({ kind: 'event', channel, args: encodeArguments(args) });
  }

  /** Asks the user for a path with a dialog in the page. */
  async askPath(id: number, title: string, suggestion: string, button: string): Promise<void> {
    const { link } = await this.#attaching.promise;
    link.post({ kind: 'ask-path', id, title, suggestion, button });
  }

  /** Tells the page which keys belong to the menu. */
  sendMenuKeys(): void {
    this.#link?.post({ kind: 'accelerators', keys: menuKeys() });
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  async loadURL(url: string): Promise<void> {
    const { link } = await this.#attaching.promise;
    const address = inChromium(url);
    const { origin } = new URL(address);
    if (origin !== 'null') await applyPermissions(link.session, this.facade, origin);
    this.#loading = address;
    this.emit('did-start-loading');
    const loaded = new Promise((resolve) => link.session.once('Page.loadEventFired', resolve));
    const { errorText } = await link.session.send('Page.navigate', { url: address });
    this.#loading = null;
    if (errorText) {
      this.emit('did-fail-load', {}, -2, errorText, url, true);
      throw new Error(`${errorText} loading '${url}'`);
    }
    await loaded;
    this.emit('did-finish-load', {});
  }

  reload(): void {
    this.#loading = this.#url;
    this.#withSession((devtools) => devtools.send('Page.reload'));
  }

  /** Whether the main frame may navigate: asks the application's will-navigate listeners unless it asked for it. */
  mayNavigate(url: string): boolean {
    if (url === this.#loading) return true;
    const own = { url: inApplication(url), isMainFrame: true, isSameDocument: false, frame: this.mainFrame };
    const event = preventable(own);
    this.emit('will-navigate', event, own.url);
    return !event.defaultPrevented;
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const { page } = await this.#attaching.promise;
    return page.evaluate(code);
  }

  async capturePage(...rectangle: unknown[]): Promise<NativeImage> {
    if (rectangle.length > 0) throw new Error('chromium-shell: capturePage with a rectangle is not modelled');
    const { link } = await this.#attaching.promise;
    const { data } = await link.session.send('Page.captureScreenshot', { format: 'png' });
    return nativeImage(Buffer.from(data, 'base64'));
  }

  async printToPDF(options: Electron.PrintToPDFOptions): Promise<Buffer> {
    const { landscape = false, printBackground = false, preferCSSPageSize = false, ...others } = options;
    const [unknown] = Object.keys(others);
    if (unknown) throw new Error(`chromium-shell: the option ${unknown} of printToPDF is not modelled`);
    const { link } = await this.#attaching.promise;
    const { data } = await link.session.send('Page.printToPDF', {
      landscape,
      printBackground,
      preferCSSPageSize,
    });
    return Buffer.from(data, 'base64');
  }

  /** The window is gone, and the page with it. */
  destroyed(): void {
    this.#destroyed = true;
    this.#unfollow?.();
    this.#link = null;
    this.emit('destroyed');
  }

  #withSession(use: (devtools: DevToolsSession) => Promise<unknown>): void {
    this.#attaching.promise
      .then(({ link }) => use(link.session))
      .catch((error: Error) => console.error(`chromium-shell: ${error.message}`));
  }

  #navigated(url: string): void {
    this.#url = url;
    this.emit('did-navigate', {}, this.getURL(), 200, 'OK');
  }

  #openedWindow(url: string, frameName: string): void {
    const details = { url: inApplication(url), frameName } as HandlerDetails;
    if (this.#windowOpenHandler(details).action === 'deny') return;
    throw new Error('chromium-shell: windows opened by the page are not modelled: deny them');
  }

  #receive(message: FromWorld, fromMainFrame: boolean): void {
    switch (message.kind) {
      case 'invoke':
        void answerInvoke(message, this.#ipcEvent<IpcMainInvokeEvent>(fromMainFrame), (reply) =>
          this.#link?.post(reply),
        );
        break;
      case 'send':
        receiveSent(message, this.#ipcEvent<IpcMainEvent>(fromMainFrame));
        break;
      case 'accelerator':
        pressMenuKeys(message.index);
        break;
      case 'dropped':
        void this.#tellPaths(message.count);
        break;
      case 'colour-scheme':
        reportSystemTheme(message.dark);
        this.sendMenuKeys();
        break;
      default:
        this.#onWindowMessage(message);
    }
  }

  async #tellPaths(count: number): Promise<void> {
    const link = this.#link;
    const paths = await link?.droppedPaths(count);
    if (paths) link?.post({ kind: 'paths', paths });
  }

  #ipcEvent<T extends IpcMainEvent | IpcMainInvokeEvent>(fromMainFrame: boolean): T {
    // A frame inside the page has no preload; a message from one is not to be trusted.
    const senderFrame = fromMainFrame ? this.mainFrame : null;
    const reply = (channel: string, ...args: unknown[]) => this.send(channel, ...args);
    const event = { type: 'frame', sender: this.facade, senderFrame, frameId: 1, processId: 1, reply };
    return strict('IpcMainEvent', event) as unknown as T;
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page, type Route } from 'playwright-core';

export const isHeadless = process.env.TILESCOPE_HEADLESS === '1';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

const isRoot = process.getuid?.() === 0;

const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--disable-quic',
  // As root there is no sandbox; this hides Chromium's banner about that.
  ...(isRoot ? ['--test-type'] : []),
];

/** Playwright's flags for testing web sites: here they would show a banner, or let the page open windows. */
const UNWANTED_FLAGS = [
  '--enable-automation',
  '--disable-popup-blocking',
  ...(isHeadless ? [] : ['about:blank']),
];

/** Answers a page's request, or lets it through. */
export type Router = (route: Route) => Promise<void>;

/** The application's Chromium. */
export class Chromium {
  readonly #router: Router;
  readonly #onEnd: () => void;
  #context: BrowserContext | null = null;
  #expected: ((page: Page) => void)[] = [];

  /** @param onEnd called when Chromium exits unasked */
  constructor(router: Router, onEnd: () => void) {
    this.#router = router;
    this.#onEnd = onEnd;
  }

  /** Starts Chromium with its own profile folder. Throws when this machine has no Chromium. */
  async start(profile: string): Promise<void> {
    const port = process.env.TILESCOPE_DEVTOOLS_PORT;
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: findChromium(),
      headless: isHeadless,
      chromiumSandbox: !isRoot,
      args: [
        ...FLAGS,
        '--window-size=1440,900',
        ...(isHeadless ? [] : ['--app=data:text/html,']),
        ...(port ? [`--remote-debugging-port=${port}`] : []),
      ],
      ignoreDefaultArgs: UNWANTED_FLAGS,
      // Size, colours and motion are the system's, not a test's.
      viewport: null,
      colorScheme: null,
      reducedMotion: null,
      forcedColors: null,
      contrast: null,
      // The shell handles signals itself.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    context.on('page', (page) => this.#onPage(page));
    context.on('close', () => {
      if (!this.#context) return;
      this.#context = null;
      this.#onEnd();
    });
    await context.route('**/*', this.#router);
    this.#context = context;
  }

  get isRunning(): boolean {
    return this.#context !== null;
  }

  /** The page of the window that Chromium starts with. */
  firstPage(): Page {
    const [first] = this.#running().pages();
    if (!first) throw new Error('chromium-shell: Chromium has no page');
    return first;
  }

  /** A page in its own window; the first is the window that Chromium starts with. */
  async openPage(isFirst: boolean): Promise<Page> {
    const context = this.#running();
    const [first] = context.pages();
    if (isFirst && first) return first;
    const opened = new Promise<Page>((resolve) => this.#expected.push(resolve));
    const [any] = context.pages();
    if (!any) {
      await context.newPage();
      return opened;
    }
    const session = await context.newCDPSession(any);
    await session.send('Target.createTarget', { url: 'about:blank', newWindow: true });
    await session.detach();
    return opened;
  }

  /** Stops Chromium and all its pages. */
  async stop(): Promise<void> {
    const context = this.#context;
    this.#context = null;
    await context?.close();
  }

  #running(): BrowserContext {
    if (!this.#context) throw new Error('chromium-shell: Chromium is not running');
    return this.#context;
  }

  /** A page that the shell did not open is a popup, which the window-open handler has already denied. */
  #onPage(page: Page): void {
    const expecting = this.#expected.shift();
    if (expecting) expecting(page);
    else void page.close();
  }
}

/** The path of the Chromium that shows windows. Throws when this machine has none. */
export function findChromium(): string {
  const folders = (process.env.PATH ?? '').split(':');
  const candidates = [
    process.env.TILESCOPE_CHROMIUM,
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    MAC_CHROME,
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (found) return found;
  throw new Error('No Chromium or Chrome found. Install one, or set TILESCOPE_CHROMIUM to its path.');
}

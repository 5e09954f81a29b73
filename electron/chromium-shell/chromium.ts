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
  // Root runs without Chromium's sandbox; this keeps the banner that says so out of the window.
  ...(isRoot ? ['--test-type'] : []),
];

/** Playwright adds these for tests of web sites: here they would show a banner, or let the page open windows. */
const UNWANTED_FLAGS = [
  '--enable-automation',
  '--disable-popup-blocking',
  ...(isHeadless ? [] : ['about:blank']),
];

/** Answers a request of a page, or lets it go on. */
export type Router = (route: Route) => Promise<void>;

/** The one Chromium of an application, started when the first page is asked for. */
export class Chromium {
  readonly #router: Router;
  readonly #onEnd: () => void;
  #context: BrowserContext | null = null;
  #expected: ((page: Page) => void)[] = [];

  /** @param onEnd called when Chromium ends without having been told to */
  constructor(router: Router, onEnd: () => void) {
    this.#router = router;
    this.#onEnd = onEnd;
  }

  /** Starts Chromium with a profile folder of its own. Throws when there is none on this machine. */
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
      // The window's own size, colours and motion: the system's, not those of a test.
      ...{ viewport: null, colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null },
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
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

  /** A page in a window of its own; the first one is the window that Chromium opens with. */
  async openPage(isFirst: boolean): Promise<Page> {
    const context = this.#running();
    const [first] = context.pages();
    if (isFirst && first) return first;
    const opened = new Promise<Page>((resolve) => this.#expected.push(resolve));
    const [any] = context.pages();
    if (!any) throw new Error('chromium-shell: Chromium has no page left to open another from');
    const session = await context.newCDPSession(any);
    await session.send('Target.createTarget', { url: 'about:blank', newWindow: true });
    await session.detach();
    return opened;
  }

  /** Ends Chromium; every page with it. */
  async stop(): Promise<void> {
    const context = this.#context;
    this.#context = null;
    await context?.close();
  }

  #running(): BrowserContext {
    if (!this.#context) throw new Error('chromium-shell: Chromium is not running');
    return this.#context;
  }

  /** A page that the shell did not ask for is a popup: by then its window-open handler has refused it. */
  #onPage(page: Page): void {
    const expecting = this.#expected.shift();
    if (expecting) expecting(page);
    else void page.close();
  }
}

function findChromium(): string {
  const folders = (process.env.PATH ?? '').split(':');
  const candidates = [
    process.env.TILESCOPE_CHROMIUM,
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    MAC_CHROME,
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (found) return found;
  throw new Error('No Chromium or Chrome was found: install one, or name it in TILESCOPE_CHROMIUM.');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { DevTools, type Session } from './devtools.ts';
import { findChromium } from './find-chromium.ts';
import { launchFlags } from './launch-flags.ts';
import { Page } from './page.ts';

/** What Chromium wrote last is told when it does not start. */
const STDERR_CHARACTERS = 2000;

/** Prepares the session of a page, or of a frame in a process of its own, before it loads anything. */
export type Prepare = (session: Session, page: Page) => void;

/** The application's Chromium. */
export class Chromium {
  readonly #prepare: Prepare;
  readonly #onEnd: () => void;
  /** Of the Chromium that runs. */
  #running: { readonly process: ChildProcess; readonly devtools: DevTools } | null = null;
  /** By the name of the page's session. */
  readonly #pages = new Map<string, Page>();
  #expected: ((page: Page) => void)[] = [];

  /** @param onEnd called when Chromium exits unasked */
  constructor(prepare: Prepare, onEnd: () => void) {
    this.#prepare = prepare;
    this.#onEnd = onEnd;
  }

  /** Starts Chromium with its own profile folder. Throws when this machine has no Chromium, or it does not start. */
  async start(profile: string): Promise<void> {
    const process = spawn(findChromium(), launchFlags(profile), {
      // The last two are the pipe.
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      // An interrupt from the keyboard goes to the group: it is for the shell to handle.
      detached: true,
    });
    const [, , , commands, answers] = process.stdio;
    const devtools = new DevTools(commands as Writable, answers as Readable);
    const failing = Promise.withResolvers<never>();
    let written = '';
    process.stderr?.on('data', (text) => {
      written = (written + text).slice(-STDERR_CHARACTERS);
    });
    const end = (reason: string, isRegular: boolean) => {
      devtools.end(reason);
      failing.reject(new Error(`Chromium did not start: ${reason}\n${written}`.trimEnd()));
      this.#ended(reason, isRegular);
    };
    process.once('error', ({ message }) => end(message, false));
    // As when its last window is closed.
    process.once('exit', (code, signal) => end(`Chromium ended (${signal ?? code})`, code === 0));

    const browser = devtools.session();
    browser.on('Target.attachedToTarget', ({ sessionId, targetInfo }) =>
      this.#attached(devtools, sessionId, targetInfo.targetId),
    );
    browser.on('Target.detachedFromTarget', ({ sessionId }) => this.#detached(sessionId));
    const first = this.#nextPage();
    void attach(browser, 'page');
    await Promise.race([first, failing.promise]);
    this.#running = { process, devtools };
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** The page of the window that Chromium starts with. */
  firstPage(): Page {
    const [first] = this.#pages.values();
    if (!first) throw new Error('chromium-shell: Chromium has no page');
    return first;
  }

  /** A page in its own window; the first is the window that Chromium starts with. */
  async openPage(isFirst: boolean): Promise<Page> {
    if (isFirst && this.#pages.size > 0) return this.firstPage();
    const browser = this.#devtools().session();
    const opened = this.#nextPage();
    await browser.send('Target.createTarget', { url: 'about:blank', newWindow: true });
    return opened;
  }

  /** Stops Chromium and all its pages. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    const { process, devtools } = this.#running;
    this.#running = null;
    const exited = once(process, 'exit');
    // It may be ending by itself.
    await devtools
      .session()
      .send('Browser.close')
      .catch(() => undefined);
    await exited;
  }

  #devtools(): DevTools {
    if (!this.#running) throw new Error('chromium-shell: Chromium is not running');
    return this.#running.devtools;
  }

  #nextPage(): Promise<Page> {
    return new Promise((resolve) => this.#expected.push(resolve));
  }

  #attached(devtools: DevTools, sessionId: string, targetId: string): void {
    const close = () => devtools.session().send('Target.closeTarget', { targetId });
    const expecting = this.#expected.shift();
    // A page that the shell did not open is a popup, which the window-open handler has already denied.
    if (!expecting) return void close().catch(ignoreEnd);
    const session = devtools.session(sessionId);
    const page = new Page(session, targetId, close);
    this.#pages.set(sessionId, page);
    const prepare = (prepared: Session) => {
      this.#prepare(prepared, page);
      prepared.send('Runtime.runIfWaitingForDebugger').catch(ignoreEnd);
    };
    session.on('Target.attachedToTarget', (frame) => prepare(devtools.session(frame.sessionId)));
    void attach(session, 'iframe');
    prepare(session);
    expecting(page);
  }

  #detached(sessionId: string): void {
    this.#pages.get(sessionId)?.closed();
    this.#pages.delete(sessionId);
  }

  #ended(reason: string, isRegular: boolean): void {
    for (const sessionId of this.#pages.keys()) this.#detached(sessionId);
    if (!this.#running) return;
    this.#running = null;
    if (!isRegular) console.error(`chromium-shell: ${reason}`);
    this.#onEnd();
  }
}

/** Attaches to the targets of a type that there are and will be, each before it loads anything. */
async function attach(session: Session, type: 'page' | 'iframe'): Promise<void> {
  const options = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type }] };
  await session.send('Target.setAutoAttach', options).catch(ignoreEnd);
}

/** The target closed, or Chromium ended, before it took a command: nobody is left to carry it out. */
const ignoreEnd = () => undefined;

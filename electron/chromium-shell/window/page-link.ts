import { randomBytes } from 'node:crypto';
import type { Session } from '../chromium/devtools.ts';
import type { Page } from '../chromium/page.ts';
import { DROPPED_FILES, type FromWorld, type ToWorld } from '../worlds/messages.ts';
import type { PreloadConfiguration } from '../worlds/preload-world.ts';
import { pageWorldScript, preloadWorldScript } from './world-scripts.ts';

const WORLD = 'Electron Isolated Context';

/** The frame that an isolated world belongs to. */
interface World {
  frameId: string;
  isMain: boolean;
}

export interface PageLinkListeners {
  message(message: FromWorld, fromMainFrame: boolean): void;
  navigated(url: string): void;
  windowOpen(url: string, frameName: string): void;
}

/** The DevTools session of one page: its two worlds, and messages between the isolated one and the shell. */
export class PageLink {
  readonly session: Session;
  readonly #configuration: PreloadConfiguration;
  /** By the protocol's number of the execution context. */
  readonly #worlds = new Map<number, World>();
  #mainWorld: number | null = null;

  private constructor(session: Session, configuration: PreloadConfiguration) {
    this.session = session;
    this.#configuration = configuration;
  }

  /** Prepares a page, before it loads anything, to run preload in an isolated world. */
  static async open(
    page: Page,
    preload: { source: string; file: string },
    listeners: PageLinkListeners,
  ): Promise<PageLink> {
    const { session } = page;
    const secret = () => `_${randomBytes(16).toString('hex')}`;
    const configuration: PreloadConfiguration = {
      binding: secret(),
      inbox: secret(),
      events: { toPage: secret(), toPreload: secret() },
      platform: process.platform,
      versions: { node: process.versions.node },
    };
    const link = new PageLink(session, configuration);
    link.#listen(page.id, listeners);
    const add = (script: { source: string; worldName?: string }) =>
      session.send('Page.addScriptToEvaluateOnNewDocument', script);
    await Promise.all([
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Runtime.addBinding', { name: configuration.binding, executionContextName: WORLD }),
      // In this order: the page's side of the bridge must exist when preload exposes something.
      add({ source: pageWorldScript(configuration) }),
      add({ source: preloadWorldScript(configuration, preload.source, preload.file), worldName: WORLD }),
    ]);
    return link;
  }

  /** Sends the isolated world a message. As in Electron, messages are dropped before there is a page. */
  post(message: ToWorld): void {
    if (this.#mainWorld === null) return;
    const expression = `globalThis[${JSON.stringify(this.#configuration.inbox)}](${JSON.stringify(JSON.stringify(message))})`;
    this.session
      .send('Runtime.evaluate', { contextId: this.#mainWorld, expression })
      .then(({ exceptionDetails }) => {
        const thrown = exceptionDetails?.exception?.description;
        if (thrown) console.error(`chromium-shell: a listener in preload threw: ${thrown}`);
      })
      .catch((error: Error) => {
        // The page closed or navigated meanwhile: nobody is left to take the message.
        if (!/context|closed|destroyed|detached|navigat/i.test(error.message)) console.error(error);
      });
  }

  /** The paths of the files that were dropped last; empty for those that are not on the disk. */
  async droppedPaths(count: number): Promise<string[]> {
    const contextId = this.#mainWorld ?? undefined;
    const paths = Array.from({ length: count }, async (_, index) => {
      const expression = `globalThis.${DROPPED_FILES}[${index}]`;
      const { result } = await this.session.send('Runtime.evaluate', { contextId, expression });
      const { objectId = '' } = result;
      return (await this.session.send('DOM.getFileInfo', { objectId })).path;
    });
    return Promise.all(paths);
  }

  #listen(mainFrameId: string, listeners: PageLinkListeners): void {
    const { session } = this;
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name !== WORLD) return;
      const { frameId } = context.auxData as { frameId: string };
      const isMain = frameId === mainFrameId;
      this.#worlds.set(context.id, { frameId, isMain });
      if (isMain) this.#mainWorld = context.id;
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      this.#worlds.delete(executionContextId);
      if (this.#mainWorld === executionContextId) this.#mainWorld = null;
    });
    session.on('Runtime.executionContextsCleared', () => {
      this.#worlds.clear();
      this.#mainWorld = null;
    });
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name !== this.#configuration.binding) return;
      const isMain = this.#worlds.get(executionContextId)?.isMain ?? false;
      listeners.message(JSON.parse(payload) as FromWorld, isMain);
    });
    session.on('Page.frameNavigated', ({ frame }) => {
      if (!frame.parentId) listeners.navigated(frame.url + (frame.urlFragment ?? ''));
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === mainFrameId) listeners.navigated(url);
    });
    session.on('Page.windowOpen', ({ url, windowName }) => listeners.windowOpen(url, windowName));
  }
}

// The application's one Chromium, and who owns each of its pages.
import { measureScreen } from '../window/screen.ts';
import type { ShellWebContents } from '../window/web-contents.ts';
import { Chromium } from './chromium.ts';
import type { Session } from './devtools.ts';
import type { Page } from './page.ts';
import { answer } from './protocol.ts';

const owners = new Map<Page, ShellWebContents>();
let onEnd: (() => void) | null = null;
let hasOpened = false;
let folder = '';

const chromium = new Chromium(intercept, () => onEnd?.());

/** Starts Chromium, and asks it for what Electron knows once it is ready. */
export async function startChromium(profile: string, ended: () => void): Promise<void> {
  onEnd = ended;
  folder = profile;
  await chromium.start(profile);
  await measureScreen(await chromium.openPage(true));
}

export function stopChromium(): Promise<void> {
  return chromium.stop();
}

/**
 * Shows a box: before the first window in the page that Chromium started with, later in a window of its own. Chromium
 * ends with its last window, so it may have to be started again.
 */
export async function withBoxPage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  if (!hasOpened) return use(chromium.firstPage());
  if (!chromium.isRunning) await chromium.start(folder);
  const page = await chromium.openPage(false);
  const answer = await use(page);
  if (!page.isClosed()) await page.close();
  return answer;
}

/** A page for a new window. */
export async function openPage(contents: ShellWebContents): Promise<Page> {
  const isFirst = !hasOpened;
  hasOpened = true;
  const page = await chromium.openPage(isFirst);
  owners.set(page, contents);
  page.once('close', () => owners.delete(page));
  return page;
}

/** Every request of every page comes through here: navigations need permission, custom schemes are answered. */
function intercept(session: Session, page: Page): void {
  session.on('Fetch.requestPaused', ({ requestId, request, resourceType, frameId }) => {
    const { method, headers, urlFragment = '' } = request;
    const url = request.url + urlFragment;
    const isNavigation = resourceType === 'Document' && frameId === page.id;
    const settle = async () => {
      const owner = owners.get(page);
      if (!owner || (isNavigation && !owner.mayNavigate(url)))
        return session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      const response = await answer(url, method, headers);
      if (!response) return session.send('Fetch.continueRequest', { requestId });
      return session.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: response.status,
        responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await response.arrayBuffer()).toString('base64'),
      });
    };
    settle().catch((error: Error) => {
      // The page closed or navigated meanwhile: the request went with it.
      if (!page.isClosed() && !/InterceptionId|closed/i.test(error.message)) console.error(error);
    });
  });
  // A page that closes before it is enabled has no requests.
  session.send('Fetch.enable').catch(() => undefined);
}

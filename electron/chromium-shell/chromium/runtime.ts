// The application's one Chromium, and who owns each of its pages.
import type { Page, Route } from 'playwright-core';
import { measureScreen } from '../window/screen.ts';
import type { ShellWebContents } from '../window/web-contents.ts';
import { Chromium } from './chromium.ts';
import { answer } from './protocol.ts';

const owners = new Map<Page, ShellWebContents>();
let onEnd: (() => void) | null = null;
let hasOpened = false;
let folder = '';

const chromium = new Chromium(route, () => onEnd?.());

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
async function route(route: Route): Promise<void> {
  const request = route.request();
  const owner = ownerOf(route);
  // A popup that is opening. Its window is closed as soon as it appears; until then it must not reach the network.
  if (!owner) return route.abort('aborted');
  const isMainFrame = request.isNavigationRequest() && request.frame().parentFrame() === null;
  if (isMainFrame && !owner.mayNavigate(request.url())) return route.abort('aborted');
  const response = await answer(request.url(), request.method(), request.headers());
  if (!response) return route.continue();
  return route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

function ownerOf(route: Route): ShellWebContents | undefined {
  const request = route.request();
  try {
    return owners.get(request.frame().page());
  } catch (error) {
    // Playwright has no frame yet for the first request of a new page.
    if (error instanceof Error && /frame/i.test(error.message)) return undefined;
    throw error;
  }
}

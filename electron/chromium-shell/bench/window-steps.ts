// What a person does in the window with a large run, and in a page that draws it on a bare canvas, and what it costs.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { largeRun } from '../../ipc/fixture/large-run.ts';
import type { Run } from '../../ipc/types.ts';
import { fakeWindow, peerPage } from './pages.ts';

const STEPS = 60;
const RESTS = 5;
/** After so long, what waits until the pointer or the zoom stays has been drawn. */
const REST_MS = 400;
export const CONTENDERS = ['gemm-simdgroup', 'gemm-direct', 'gemm-tiled', 'cblas'] as const;
const RENDERER = process.env.TILESCOPE_RENDERER ?? join(import.meta.dirname, '../../../dist/renderer');
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

const measured = (sizes: number): Run => {
  const run = largeRun({ sizes, contenders: CONTENDERS, samples: 8 });
  // As the application answers: samples follow for the cells that are looked at.
  return { ...run, id: `sizes-${sizes}`, cells: run.cells.map((cell) => ({ ...cell, samples: [] })) };
};
const RUNS = [measured(13), measured(1536)] as const;
const [SMALL] = RUNS;
export const [, LARGE] = RUNS;

const TEXTS = new Map([
  ['peer.html', peerPage(LARGE)],
  ...RUNS.map((run) => [`run/${run.id}.json`, JSON.stringify(run)] as const),
]);

/** Where the window, its peer and their runs are. A server, as the page would wait long for answers by Playwright. */
const ORIGIN = await new Promise<string>((listening) => {
  const server = createServer(({ url = '/' }, response) => answer(url.slice(1) || 'index.html', response));
  server.unref().listen(0, '127.0.0.1', () => {
    listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
});

function answer(path: string, response: ServerResponse): void {
  const text = TEXTS.get(path);
  const file = join(RENDERER, path);
  if (text === undefined && !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('Content-Type', TYPES[extname(path)] ?? 'font/woff2');
  response.end(text ?? readFileSync(file));
}

interface Opened {
  readonly page: Page;
  readonly devtools: CDPSession;
}

/** A page with the large run, and where its plot is. */
export interface Shown extends Opened {
  readonly plot: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export async function openPage(within: Browser, url: string): Promise<Opened> {
  const page = await within.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(0);
  if (url === ORIGIN)
    await page.addInitScript(
      fakeWindow,
      RUNS.map(({ cells, ...head }) => ({
        ...head,
        cellCount: cells.length,
        doneCount: cells.length,
        isElsewhere: false,
        pinned: false,
        tags: [],
      })),
    );
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(url);
  return { page, devtools };
}

/** The window with the small run, and the large one in its list. */
async function openWindow(within: Browser): Promise<Opened> {
  const opened = await openPage(within, ORIGIN);
  await opened.page.getByTestId('run-title').getByText(SMALL.name).waitFor();
  const banners = await opened.page.locator('.banner').allTextContents();
  if (banners.length > 0) throw new Error(`The window is not as it is in use: ${banners.join(', ')}`);
  await opened.page.waitForTimeout(REST_MS);
  return opened;
}

export async function openLarge(within: Browser) {
  const { page, devtools } = await openWindow(within);
  const before = await busyMs(devtools);
  await page.evaluate((name) => {
    document.addEventListener('click', () => performance.mark('clicked'), { capture: true, once: true });
    const look = () => {
      const isShown = document.querySelector('[data-testid="run-title"]')?.textContent?.includes(name);
      if (!isShown || !document.querySelector('canvas[data-testid="chart-lines"]'))
        return requestAnimationFrame(look);
      return requestAnimationFrame(() => setTimeout(() => performance.mark('painted')));
    };
    requestAnimationFrame(look);
  }, LARGE.name);
  await page.getByTestId('runs').getByText(LARGE.name).first().click();
  const span = await page.waitForFunction(() => {
    const [from, to] = ['clicked', 'painted'].map((name) => performance.getEntriesByName(name)[0]?.startTime);
    return from !== undefined && to !== undefined && to - from;
  });
  const paintedMs = Number(await span.jsonValue());
  const after = await busyMs(devtools);
  await page.getByTestId('table').locator('td .cell').first().waitFor();
  await page.waitForTimeout(REST_MS);
  const rested = await busyMs(devtools);
  await page.close();
  return {
    /** From the click on the run until the frame with its chart is on the screen. */
    paintedMs,
    /** The processor time of the page's main thread meanwhile. */
    busyMs: after - before,
    /** The same until everything is drawn: the table and the MSL follow the chart. */
    restedMs: rested - before,
  };
}

/** The same of the page that has nothing but a canvas. */
export async function openPeer(within: Browser) {
  const { page, devtools } = await openPage(within, `${ORIGIN}peer.html`);
  await settled(page);
  const before = await busyMs(devtools);
  await page.evaluate(() => (globalThis as unknown as { open(): Promise<void> }).open());
  await settled(page);
  const after = await busyMs(devtools);
  await page.close();
  return { busyMs: after - before };
}

export async function showLarge(within: Browser, what: 'window' | 'peer'): Promise<Shown> {
  if (what === 'peer') {
    const peer = await openPage(within, `${ORIGIN}peer.html`);
    await peer.page.evaluate(() => (globalThis as unknown as { open(): Promise<void> }).open());
    return { ...peer, plot: { x: 60, y: 40, width: 800, height: 400 } };
  }
  const { page, devtools } = await openWindow(within);
  await page.getByTestId('runs').getByText(LARGE.name).first().click();
  await page.getByTestId('run-title').getByText(LARGE.name).waitFor();
  await page.waitForTimeout(REST_MS);
  const plot = await page.getByTestId('chart-plot').boundingBox();
  if (!plot) throw new Error('the chart has no plot');
  return { page, devtools, plot };
}

/** Goes across a plot, a step at a time. */
async function hover({ page, plot: { x, y, width, height } }: Shown, step: number): Promise<void> {
  await page.mouse.move(x + (width * (step + 1)) / (STEPS + 1), y + height * (0.3 + (step % 5) / 10));
}

/** Goes closer and back by the wheel, at the place of the pointer. */
async function zoom({ page }: Shown, step: number): Promise<void> {
  await page.mouse.wheel(0, step < STEPS / 2 ? -60 : 60);
}

const ACTS = { hover, zoom } as const;

/**
 * The time of the main thread for each of some steps, until the frame that shows it is drawn. What is drawn where the
 * pointer rests before the first is not among it; see restMs().
 */
export async function stepsMs(shown: Shown, act: keyof typeof ACTS): Promise<number[]> {
  const { page, plot } = shown;
  await page.mouse.move(plot.x + plot.width * 0.7, plot.y + plot.height / 2);
  await page.waitForTimeout(REST_MS);
  return steps(shown, (step) => ACTS[act](shown, step));
}

/** What asking for the time takes by itself. */
export function emptyMs(opened: Opened): Promise<number[]> {
  return steps(opened, async () => undefined);
}

async function steps({ page, devtools }: Opened, act: (step: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const before = await busyMs(devtools);
    await act(step);
    await settled(page);
    times.push((await busyMs(devtools)) - before);
  }
  return times;
}

/** What follows once the pointer stays: the MSL and the table. */
export function restMs(shown: Shown): Promise<number[]> {
  return rests(shown, (step) => hover(shown, 7 * step));
}

/** What follows once a zoom stays: the axes by Recharts. */
export function zoomRestMs(shown: Shown): Promise<number[]> {
  return rests(shown, async (step) => {
    await shown.page.mouse.wheel(0, step % 2 === 0 ? -60 : 60);
    await settled(shown.page);
  });
}

async function rests({ page, devtools }: Opened, act: (step: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let step = 0; step < RESTS; step++) {
    await act(step);
    const before = await busyMs(devtools);
    await page.waitForTimeout(REST_MS);
    times.push((await busyMs(devtools)) - before);
  }
  return times;
}

function settled(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((drawn) => requestAnimationFrame(() => setTimeout(() => setTimeout(drawn)))),
  );
}

async function busyMs(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

/** The resident memory of the process that draws a page: the only one of its kind that is busy with it. */
export async function residentMb(within: Browser, page: Page): Promise<number> {
  await page.bringToFront();
  const session = await within.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const resident = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(
      ({ id }) => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(id)], { encoding: 'utf8' })) / 1024,
    );
  await session.detach();
  return Math.max(...resident);
}

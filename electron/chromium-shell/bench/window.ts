/**
 * `npm run bench`: what the window does with a run of 1,536 sizes by 4 contenders, in Chromium, beside a page that draws
 * the same points on a bare canvas and an empty page.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { largeRun } from '../../ipc/fixture/large-run.ts';
import type { Run } from '../../ipc/types.ts';
import { findChromium } from '../chromium/chromium.ts';
import { fakeWindow, peerPage } from './pages.ts';

const ROUNDS = 5;
const STEPS = 60;
const RESTS = 5;
/** After so long, what waits until the pointer stays has been drawn. */
const REST_MS = 400;
const CONTENDERS = ['gemm-simdgroup', 'gemm-direct', 'gemm-tiled', 'cblas'] as const;
const RENDERER = process.env.TILESCOPE_RENDERER ?? join(import.meta.dirname, '../../../dist/renderer');
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
};
const ORIGIN = 'https://tilescope.test/';

const measured = (sizes: number): Run => {
  const run = largeRun({ sizes, contenders: CONTENDERS, samples: 8 });
  // As the application answers: samples follow for the cells that are looked at.
  return { ...run, id: `sizes-${sizes}`, cells: run.cells.map((cell) => ({ ...cell, samples: [] })) };
};
const RUNS = [measured(13), measured(1536)];
const [SMALL, LARGE] = RUNS as [Run, Run];

const isRoot = process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox: !isRoot });
try {
  const empty = await openPage(browser, 'about:blank');
  const asking = await steps(empty.page, empty.devtools, async () => undefined);
  const emptyMb = await residentMb(browser, empty.page);
  await empty.page.close();

  const opened: Opened[] = [];
  for (let round = 0; round < ROUNDS; round++) opened.push(await openLarge(browser));
  const shown = await showLarge(browser);
  const hover = await steps(shown.page, shown.devtools, shown.hover);
  const rest: number[] = [];
  for (let step = 0; step < RESTS; step++) rest.push(...(await resting(shown, step)));
  await shown.page.mouse.move(0, 0);
  const zoom = await steps(shown.page, shown.devtools, shown.zoom);
  const windowMb = await residentMb(browser, shown.page);
  await shown.page.close();

  const peer = await openPage(browser, `${ORIGIN}peer`);
  const peerHover = await steps(
    peer.page,
    peer.devtools,
    hoverOver(peer.page, { x: 60, y: 40, width: 800, height: 400 }),
  );
  await peer.page.close();

  const times = (read: (one: Opened) => number) => median(opened.map(read)).toFixed(0);
  const cost = median(asking);
  const row = (name: string, all: readonly number[]) => {
    const [middle, p95] = [0.5, 0.95].map((share) => Math.max(0, quantile(all, share) - cost));
    const peerP95 = Math.max(0.1, quantile(peerHover, 0.95) - cost);
    const ratio = ((p95 as number) / peerP95).toFixed(1);
    console.log(
      `  ${name.padEnd(22)} median ${middle?.toFixed(1)} ms, p95 ${p95?.toFixed(1)} ms, ${ratio} of the canvas`,
    );
  };
  console.log(`\nThe window with ${LARGE.request.problems.length} sizes by ${CONTENDERS.length} contenders`);
  console.log(
    `  ${'opening the run'.padEnd(22)} painted after ${times(({ paintedMs }) => paintedMs)} ms, ` +
      `of which the page computed ${times(({ busyMs }) => busyMs)} ms`,
  );
  console.log('  Main-thread time of a step:');
  row('moving the pointer', hover);
  row('resting at a cell', rest);
  row('zooming by the wheel', zoom);
  row('bare canvas, moving', peerHover);
  console.log(
    `  ${'renderer process'.padEnd(22)} ${windowMb.toFixed(0)} MB, ${(windowMb / emptyMb).toFixed(1)} of an empty page (${emptyMb.toFixed(0)} MB)`,
  );
} finally {
  await browser.close();
}

interface Opened {
  /** From the click on the run until the frame with its chart is on the screen. */
  readonly paintedMs: number;
  /** The processor time of the page's main thread meanwhile. */
  readonly busyMs: number;
}

async function openPage(within: Browser, url: string): Promise<{ page: Page; devtools: CDPSession }> {
  const page = await within.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(0);
  await page.route(`${ORIGIN}**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice(1) || 'index.html';
    const run = RUNS.find(({ id }) => path === `run/${id}`);
    if (run) return route.fulfill({ contentType: 'application/json', body: JSON.stringify(run) });
    if (path === 'peer') return route.fulfill({ contentType: 'text/html', body: peerPage(LARGE) });
    const file = join(RENDERER, path);
    if (!existsSync(file)) return route.fulfill({ status: 404 });
    return route.fulfill({ body: readFileSync(file), contentType: TYPES[extname(file)] ?? 'font/woff2' });
  });
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
async function openWindow(within: Browser) {
  const opened = await openPage(within, ORIGIN);
  await opened.page.getByTestId('run-title').getByText(SMALL.name).waitFor();
  await settled(opened.page);
  return opened;
}

async function openLarge(within: Browser): Promise<Opened> {
  const { page, devtools } = await openWindow(within);
  const before = await busyMs(devtools);
  await page.evaluate((name) => {
    document.addEventListener('click', () => performance.mark('clicked'), { capture: true, once: true });
    const look = () => {
      const isShown = document.querySelector('[data-testid="run-title"]')?.textContent?.includes(name);
      if (!isShown || !document.querySelector('[data-testid="chart-lines"] path[d^="M"]'))
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
  await page.close();
  return { paintedMs, busyMs: after - before };
}

async function showLarge(within: Browser) {
  const { page, devtools } = await openWindow(within);
  await page.getByTestId('runs').getByText(LARGE.name).first().click();
  await page.getByTestId('run-title').getByText(LARGE.name).waitFor();
  const plot = await page.getByTestId('chart-plot').boundingBox();
  if (!plot) throw new Error('the chart has no plot');
  await settled(page);
  return {
    page,
    devtools,
    hover: hoverOver(page, plot),
    zoom: async (step: number) => {
      if (step === 0) await page.mouse.move(plot.x + plot.width * 0.7, plot.y + plot.height / 2);
      await page.mouse.wheel(0, step < STEPS / 2 ? -60 : 60);
    },
  };
}

/** Goes across a plot, a step at a time. */
function hoverOver(
  page: Page,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
) {
  return (step: number) =>
    page.mouse.move(x + (width * (step + 1)) / (STEPS + 1), y + height * (0.3 + (step % 5) / 10));
}

/** The time of the main thread for each of some steps, until the frame that shows it is drawn. */
async function steps(
  page: Page,
  devtools: CDPSession,
  act: (step: number) => Promise<void>,
): Promise<number[]> {
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
async function resting({ page, devtools, hover }: Awaited<ReturnType<typeof showLarge>>, step: number) {
  await hover(7 * step);
  const before = await busyMs(devtools);
  await page.waitForTimeout(REST_MS);
  return [(await busyMs(devtools)) - before];
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
async function residentMb(within: Browser, page: Page): Promise<number> {
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

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * `npm run bench`: how soon the application answers, beside a bare Chromium: from its start until its first window can
 * be used, and from a click on Cancel until the window shows it, while a sweep computes on every core.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { median } from '../../ipc/summary/statistics.ts';
import { findChromium } from '../chromium/find-chromium.ts';

const SHELL = join(import.meta.dirname, '../../../dist/chromium-shell.js');
const STARTS = 5;
const CANCELS = 5;
/** Of each sweep that is cancelled: enough that it is still running. */
const SIZES = '64:2048:64';
/** A sweep computes for so long before it is cancelled. */
const COMPUTING_MS = 3000;
const isRoot = process.getuid?.() === 0;

interface Started {
  readonly page: Page;
  /** From the start of the process until the page can be used. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Tilescope with an empty store. Can be used: its welcome page is drawn and takes a click. */
function startApplication(): Promise<Started> {
  const userData = mkdtempSync(join(tmpdir(), 'tilescope-bench-'));
  const start = (port: number) =>
    spawn(process.execPath, [SHELL], {
      env: {
        ...process.env,
        ...{ TILESCOPE_USER_DATA: userData, TILESCOPE_HEADLESS: '1', TILESCOPE_DEVTOOLS_PORT: String(port) },
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  return started(start, userData, '[data-testid="welcome"]');
}

/** A bare Chromium with an empty page, which has its own interface around it. */
function startEmpty(): Promise<Started> {
  const profile = mkdtempSync(join(tmpdir(), 'tilescope-bench-'));
  const start = (port: number) => {
    const flags = ['--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
    const own = [`--user-data-dir=${profile}`, `--remote-debugging-port=${port}`, '--window-size=1440,900'];
    const all = [...flags, ...own, ...(isRoot ? ['--no-sandbox'] : []), 'about:blank'];
    return spawn(findChromium(), all, { stdio: 'ignore' });
  };
  return started(start, profile, 'body');
}

async function started(
  start: (port: number) => ChildProcess,
  folder: string,
  ready: string,
): Promise<Started> {
  const port = await freePort();
  const before = performance.now();
  const process = start(port);
  const browser = await connect(port, process);
  const page = await firstPage(browser, ready);
  const startMs = performance.now() - before;
  const stop = async () => {
    const exited = once(process, 'exit');
    process.kill('SIGTERM');
    await exited;
    await browser.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { page, startMs, stop };
}

async function connect(port: number, process: ChildProcess): Promise<Browser> {
  while (process.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/version`).catch(() => null);
    if (answer?.ok) return chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 0 });
    await new Promise((wake) => setTimeout(wake, 5));
  }
  throw new Error(`the process exited with ${process.exitCode}`);
}

/** The page, once what is asked for is drawn and a frame after it. */
async function firstPage(browser: Browser, ready: string): Promise<Page> {
  const [context] = browser.contexts();
  if (!context) throw new Error('Chromium has no context');
  const page = context.pages()[0] ?? (await context.waitForEvent('page', { timeout: 0 }));
  page.setDefaultTimeout(0);
  // Of the page that Chromium starts with, the application makes its own.
  for (;;) {
    try {
      await page.waitForSelector(ready, { state: 'visible' });
      await page.evaluate(() => new Promise<void>((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
      return page;
    } catch (error) {
      if (!/navigat|context was destroyed/i.test(String(error))) throw error;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** From the click, as the page gets it, until the frame that shows that the sweep is being cancelled. */
async function cancelMs(page: Page): Promise<number> {
  await page.keyboard.press('n');
  await page.getByTestId('sizes').fill(SIZES);
  await page.getByTestId('run-sweep').click();
  await page.getByTestId('cancel').waitFor();
  await page.waitForTimeout(COMPUTING_MS);
  const answered = page.evaluate(
    () =>
      new Promise<number>((tell) => {
        const button = document.querySelector<HTMLButtonElement>('[data-testid="cancel"]');
        const look = (from: number) => () => {
          if (button?.isConnected && !button.disabled) return requestAnimationFrame(look(from));
          return requestAnimationFrame(() =>
            setTimeout(() => tell(performance.timeOrigin + performance.now() - from)),
          );
        };
        // From when the browser got it, not from when the page had time for it.
        const onClick = ({ timeStamp }: Event) => look(performance.timeOrigin + timeStamp)();
        button?.addEventListener('click', onClick, { once: true });
      }),
  );
  await page.waitForTimeout(50);
  await page.getByTestId('cancel').click();
  const ms = await answered;
  await page.getByTestId('run-title').getByText('Cancelled').waitFor();
  return ms;
}

const [application, empty]: [number[], number[]] = [[], []];
for (let round = 0; round < STARTS; round++) {
  for (const [start, times] of [
    [startEmpty, empty],
    [startApplication, application],
  ] as const) {
    const { startMs, stop } = await start();
    times.push(startMs);
    await stop();
  }
}

const { page, stop } = await startApplication();
const cancels: number[] = [];
try {
  for (let round = 0; round < CANCELS; round++) cancels.push(await cancelMs(page));
} finally {
  await stop();
}

const ratio = (median(application) / median(empty)).toFixed(1);
console.log('\nThe application in Chromium, with an empty store');
console.log(
  `  first window in use    ${median(application).toFixed(0)} ms, ${ratio} of a bare Chromium with an empty page ` +
    `(${median(empty).toFixed(0)} ms); goal 1.5`,
);
console.log(
  `  Cancel during a sweep  median ${median(cancels).toFixed(0)} ms, longest ${Math.max(...cancels).toFixed(0)} ms; goal 200 ms`,
);

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { _electron, test as base, chromium, expect, type Page } from '@playwright/test';

const ROOT = resolve(import.meta.dirname, '..');
export const HAS_ELECTRON = existsSync(join(ROOT, 'node_modules/electron/path.txt'));

/** Options of a test for its window. */
export interface LaunchOptions {
  /** A fault for the compute process, e.g. `crash@3`. */
  fault?: string;
  /** Use the Metal backend over its double, perhaps with a fault: see native/README.md. */
  double?: { fault?: string; timeoutS?: number };
  /** Answers to dialogs by method: what the user would choose. */
  dialogs?: Record<string, unknown>;
  colorScheme?: 'light' | 'dark';
  /** Show the gallery of the window's states instead of the workbench. */
  gallery?: boolean;
  /** An existing user-data folder; by default a new, empty one. */
  userData?: string;
  /** A home folder, for user data, caches and everything else. */
  home?: string;
}

export interface TilescopeWindow {
  page: Page;
  userData: string;
  /** Starts Tilescope another time with parameters, which this window is given. */
  start(...parameters: string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens Tilescope's window in Electron if its binary is present, else in Chromium through the shell. */
async function openWindow(options: LaunchOptions): Promise<TilescopeWindow> {
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const env = { ...process.env, TILESCOPE_USER_DATA: userData, TILESCOPE_HEADLESS: '1' } as Record<
    string,
    string
  >;
  if (options.fault) env.TILESCOPE_FAULT = options.fault;
  if (options.double) {
    const { fault, timeoutS } = options.double;
    env.TILESCOPE_BACKEND = 'metal-double';
    // A fault needs a compilation, so nothing may be cached.
    if (fault || options.fault) env.TILESCOPE_CACHE = join(userData, 'cache');
    if (fault) env.TILESCOPE_DOUBLE_FAULT = fault;
    if (timeoutS) env.TILESCOPE_TIMEOUT_S = String(timeoutS);
  }
  if (options.home) {
    const unset = { TILESCOPE_USER_DATA: '', TILESCOPE_CACHE: '', XDG_CONFIG_HOME: '', XDG_CACHE_HOME: '' };
    Object.assign(env, unset, { HOME: options.home });
  }
  if (options.dialogs) {
    env.TILESCOPE_DIALOGS = join(userData, 'dialogs.json');
    writeFileSync(env.TILESCOPE_DIALOGS, JSON.stringify(options.dialogs));
  }
  if (options.gallery) env.TILESCOPE_RENDERER = join(ROOT, 'dist/gallery');
  const opened = HAS_ELECTRON ? await openElectron(env) : await openShell(env);
  // Only the test as a whole has a time limit.
  opened.page.setDefaultTimeout(0);
  await opened.page.setViewportSize({ width: 1440, height: 900 });
  await opened.page.emulateMedia({ colorScheme: options.colorScheme ?? 'dark', reducedMotion: 'reduce' });
  return { ...opened, userData, start: (...parameters) => startAgain(env, parameters) };
}

async function openElectron(env: Record<string, string>) {
  const app = await _electron.launch({ args: [ROOT], env, timeout: 0 });
  return { page: await app.firstWindow({ timeout: 0 }), close: () => app.close() };
}

async function startAgain(env: Record<string, string>, parameters: string[]): Promise<void> {
  const electron = join(ROOT, 'node_modules/.bin/electron');
  const [program, first] = HAS_ELECTRON ? [electron, ROOT] : ['node', join(ROOT, 'dist/chromium-shell.js')];
  const more = HAS_ELECTRON ? parameters : ['main.js', ...parameters];
  const second = spawn(program, [first, ...more], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((exited) => second.once('exit', exited));
  if (code !== 0) throw new Error(`the second start exited with ${code}`);
}

async function openShell(env: Record<string, string>) {
  const port = await freePort();
  const shell = spawn('node', [join(ROOT, 'dist/chromium-shell.js')], {
    env: { ...env, TILESCOPE_DEVTOOLS_PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const browser = await connect(port, shell);
  const context = browser.contexts()[0];
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page', { timeout: 0 }));
  if (!page) throw new Error('the shell opened no window');
  await page.waitForURL(/index\.html|\/$/, { timeout: 0 });
  const close = async () => {
    await browser.close();
    if (shell.exitCode !== null) return;
    const exited = new Promise((done) => shell.once('exit', done));
    shell.kill('SIGTERM');
    await exited;
  };
  return { page, close };
}

async function connect(port: number, shell: ChildProcess) {
  while (shell.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    const targets = (await answer?.json()) as { type: string; url: string }[] | undefined;
    if (targets?.some(({ type, url }) => type === 'page' && url.startsWith('https://'))) {
      return chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 0 });
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`the shell exited with ${shell.exitCode}`);
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

/** `open()` opens a window that is closed, and its data deleted, at the end of the test. */
export const test = base.extend<{ open: (options?: LaunchOptions) => Promise<TilescopeWindow> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
  open: async ({}, use) => {
    const windows: TilescopeWindow[] = [];
    await use(async (options = {}) => {
      const window = await openWindow(options);
      windows.push(window);
      return window;
    });
    for (const window of windows) {
      await window.close();
      rmSync(window.userData, { recursive: true, force: true });
    }
  },
});

/** Opens the sheet of a new sweep, unless it is open. */
export async function newSweep(page: Page) {
  const form = page.getByTestId('sweep-form');
  if (!(await form.isVisible())) await page.getByTestId('new-sweep').click();
  return form;
}

/** Measures some sizes, with everything else as the sheet has it. */
export async function runSizes(page: Page, sizes: string) {
  await newSweep(page);
  await page.getByTestId('sizes').fill(sizes);
  await page.getByTestId('run-sweep').click();
  await expect(page.getByTestId('sweep-form')).toBeHidden();
}

/** Time for a sweep on a busy machine. */
export const SWEEP = { timeout: 20 * 60_000 };

/** Waits until the sweep has finished. */
export const finished = (page: Page) =>
  expect(page.getByTestId('run-title')).toContainText('Finished', SWEEP);

/** The rows of the results table without its head. */
export const rows = (page: Page) => page.getByTestId('table').locator('tbody tr');

/** What of a page is not accessible. */
export async function violationsOf(page: Page): Promise<string[]> {
  // The page is scanned in place: the shell opens no second one.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

export { expect, type Page } from '@playwright/test';
